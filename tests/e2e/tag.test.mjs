/** The script tag on pages that have more than one, or one that does not look like ours. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Front } from "./support/front.mjs";
import { PARTNER, given } from "./support/given.mjs";
import { ROOT } from "./support/market.mjs";
import { walk } from "./support/walk.mjs";

const SDK = "http://127.0.0.1:7420/sdk/v1";

test("a7: on a page that loads the tag twice the walk is the same, and each press counts once", async (t) => {
  const scene = await given(t, { folder: "tests/e2e/pages/loaded-twice" });
  await walk(scene, "/index.html", "loaded-twice");
  assert.deepEqual(await scene.browser.sentences(), []);
});

test("a7: of two versions on a page the first one works, and one sentence names both", async (t) => {
  const loader = readFileSync(join(ROOT, "dist/v1/tsampa.js"), "utf8");
  const { version } = JSON.parse(readFileSync(join(ROOT, "dist/v1/package.json"), "utf8"));
  const pages = { "/": page(`<script src="${SDK}/tsampa.js"></script><script src="/another/tsampa.js"></script>`), "/another/tsampa.js": loader.replaceAll(version, "99.0.0") };
  const { site, browser } = await given(t, { pages });
  await browser.visit(site.origin);
  await sells(browser);
  const [said, ...more] = await browser.sentences();
  assert.match(said, new RegExp(`99\\.0\\.0.*${version.replaceAll(".", "\\.")}`));
  assert.deepEqual(more, []);
});

test("a8: the script knows its own tag by no address, among others that look like it", async (t) => {
  const front = await Front.open();
  t.after(() => front.close());
  const decoy = '<script src="/sdk/v1/tsampa.js" data-partner="somebody-else" data-api="https://elsewhere.example"></script>';
  const own = `<script src="${front.origin}/sdk/v1/tsampa.js" data-partner="${PARTNER}" data-api="http://127.0.0.1:7420"></script>`;
  const pages = { "/": page(decoy + own + decoy), "/sdk/v1/tsampa.js": "/* A file of the page's own. */" };
  const { site, market, browser } = await given(t, { pages });
  front.behind = market.origin;
  await browser.visit(site.origin);
  await sells(browser);
  await browser.press('[part~="cart-button"]');
  await browser.press('[part~="checkout"]');
  await browser.until("the checkout is open", async () => (await browser.address()).startsWith(`${market.origin}/checkout/`));
  const [{ attribution_json }] = market.rows("SELECT attribution_json FROM checkouts");
  assert.equal(JSON.parse(attribution_json).campaign_source, PARTNER);
  assert.ok(front.asked.some((url) => url.endsWith(".wasm")), "its other files come from where it came from");
  assert.deepEqual(front.asked.filter((url) => url.includes("/ucp")), [], "and the goods from where the tag says");
});

test("a page's code that names another partner than the tag is told so, once", async (t) => {
  const scripts = `<script src="${SDK}/tsampa.js" data-partner="${PARTNER}"></script>`;
  const { site, market, browser } = await given(t, { pages: { "/": page(scripts) } });
  await browser.visit(site.origin);
  await sells(browser);
  await browser.run('return tsampa.connect({ partner: "somebody-else" }).then(() => tsampa.connect({ partner: "somebody-else" })).then(() => true)');
  const said = await browser.until("a sentence is there", async () => (await browser.sentences()).length && browser.sentences());
  assert.deepEqual(said.map((sentence) => sentence.replaceAll("\\", "")), [
    `tsampa: the one cart of ${market.origin} was given partner="${PARTNER}" and partner="somebody-else". The first counts. Say it once, on the script tag: data-partner="${PARTNER}".`,
  ]);
});

test("country and currency are asked in capitals, catalogue and cart alike, and what is no code is told and sent to nobody", async (t) => {
  const asked = `<script>
    const [real, contexts] = [fetch, []];
    fetch = (url, how) => {
      const { pathname, searchParams } = new URL(url);
      const { address_country, country = address_country, currency } = how?.body ? JSON.parse(how.body).context : Object.fromEntries(searchParams);
      if (/[/](catalog|carts)/.test(pathname)) contexts.push([country, currency].join(" "));
      return real(url, how);
    };
  </script>`;
  const scripts = `${asked}<script src="${SDK}/tsampa.js" data-currency="cny" data-country="China"></script>`;
  const { site, browser } = await given(t, { pages: { "/": page(scripts) } });
  await browser.visit(site.origin);
  await sells(browser);
  await browser.run('return tsampa.connect({ currency: "Cny" }).then((shop) => shop.search({ limit: 1 })).then(() => true)');
  await browser.until("the cart was asked for", () => browser.run("return contexts.length >= 3"));
  assert.deepEqual(await browser.run("return [...new Set(contexts)]"), [" CNY"]);
  const said = await browser.until("a sentence is there", async () => (await browser.sentences()).length && browser.sentences());
  assert.deepEqual(said.map((sentence) => sentence.replaceAll("\\", "")), [
    `tsampa: the script's tag, or connect(), says country="China". Write its code, for instance country="CN".`,
  ]);
});

const page = (scripts) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>${scripts}</head>
  <body><tsampa-cart></tsampa-cart><tsampa-product item="p_tsampa"></tsampa-product></body></html>`;

async function sells(browser) {
  await browser.press('tsampa-product >>> [part~="add"]');
  await browser.until("it is in the cart", async () => (await browser.text('tsampa-cart >>> [part~="count"]')) === "1");
}
