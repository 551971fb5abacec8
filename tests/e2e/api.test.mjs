import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { given } from "./support/given.mjs";
import { ROOT } from "./support/market.mjs";

const SDK = "http://127.0.0.1:7420/sdk/v1"; // the pages' server puts the real origin in its place

test("a page's own code searches, fills a cart and asks for the checkout's address", async (t) => {
  const { site, market, browser } = await given(t, { pages: { "/": page(SHOPPING) } });
  await browser.visit(site.origin);
  const said = await told(browser);
  assert.equal(said.products.length, 3);
  assert.ok(said.products.every((product) => product.variants.length > 0 && Number.isInteger(product.variants[0].price.amount)));
  assert.equal(said.next, true, "there is more");
  assert.equal(said.product, "p_tsampa");
  assert.deepEqual(said.added, [["v_tsampa_500", 2]]);
  assert.deepEqual(said.set, [["v_tsampa_500", 3]]);
  assert.equal(said.total, 3 * 2800, "the business's total, in minor units");
  assert.ok(said.changes > 0, "subscribers heard of it");
  assert.ok(said.url.startsWith(`${market.origin}/checkout/`), said.url);
  assert.equal(said.left, 0, "an item set to nothing is gone");
  assert.deepEqual(said.codes, { product: "not_found", add: "not_found", search: "cancelled" });
  assert.equal(await browser.address(), `${site.origin}/`, "the page was not left");
  // What goes with a report: it plays again to the same state, and opens nothing.
  const file = join(mkdtempSync(join(tmpdir(), "tsampa-")), "report.txt");
  writeFileSync(file, said.trace);
  const replay = ["test", "--quiet", "--package", "tsampa", "--test", "simulation", "--", "--replay", file];
  const replayed = spawnSync(process.env.CARGO ?? "cargo", replay, { cwd: ROOT, encoding: "utf8" });
  assert.equal(replayed.status, 0, replayed.stdout + replayed.stderr);
  assert.match(replayed.stdout, /QuantityChosen.*v_tsampa_500/);
  for (const secret of [said.cart, said.url.split("/").at(-1), "tourism-gyangze"]) assert.ok(secret && !said.trace.includes(secret), secret);
});

test("tsampa/pure defines no element, and tsampa defines all three", async (t) => {
  const defined = `["tsampa-shop", "tsampa-product", "tsampa-cart"].filter((name) => customElements.get(name))`;
  const pure = `import * as tsampa from "${SDK}/pure.mjs"; say({ defined: ${defined}, exports: Object.keys(tsampa) });`;
  const whole = `import * as tsampa from "${SDK}/tsampa.mjs"; await customElements.whenDefined("tsampa-cart"); say({ defined: ${defined}, exports: Object.keys(tsampa) });`;
  const { site, browser } = await given(t, { pages: { "/pure": page(pure), "/whole": page(whole) } });
  await browser.visit(`${site.origin}/pure`);
  const first = await told(browser);
  assert.deepEqual(first.defined, []);
  await browser.visit(`${site.origin}/whole`);
  const second = await told(browser);
  assert.deepEqual(second.defined, ["tsampa-shop", "tsampa-product", "tsampa-cart"]);
  assert.deepEqual(first.exports, second.exports, "both entries export the same");
});

test("on a server importing does nothing, and connect says that it needs a page", async () => {
  const tsampa = await import(pathToFileURL(join(ROOT, "dist/v1/tsampa.mjs")).href);
  await assert.rejects(tsampa.connect({ api: "https://market.example" }), (error) => error instanceof tsampa.TsampaError && error.code === "no_browser");
});

const SHOPPING = `
  import { connect } from "${SDK}/pure.mjs";
  const lines = (cart) => cart.line_items.map((line) => [line.item.id, line.quantity]);
  const code = (promise) => promise.then(() => "none", (error) => error.code);
  const shop = await connect({ api: "http://127.0.0.1:7420", lang: "en", partner: "tourism-gyangze" });
  let changes = 0;
  const stop = shop.cart.subscribe(() => changes++);
  const { products, next } = await shop.search({ seller: "gyangze-barley", limit: 3 });
  const product = (await shop.product("p_tsampa")).id;
  const added = lines(await shop.cart.add("v_tsampa_500", 2));
  const cart = await shop.cart.set("v_tsampa_500", 3);
  const total = cart.totals.find(({ type }) => type === "total").amount;
  const { url } = await shop.checkout({ navigate: false });
  const stopping = new AbortController();
  const searching = code(shop.search({ query: "barley", signal: stopping.signal }));
  stopping.abort();
  const trace = await shop.trace();
  const codes = { product: await code(shop.product("p_nowhere")), add: await code(shop.cart.add("v_nowhere")), search: await searching };
  await shop.cart.remove("v_tsampa_500");
  stop();
  say({ trace, cart: cart.id, products, next: !!next, product, added, set: lines(cart), total, url, codes, changes, left: shop.cart.current?.line_items.length ?? 0 });
`;

/** A page that runs a module and writes what it \`say\`s where it can be read. */
function page(module) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page with code of its own</title></head><body><pre id="said"></pre>
    <script>const say = (value) => { document.querySelector("#said").textContent = JSON.stringify(value); };
    addEventListener("error", (event) => say({ error: event.message })); addEventListener("unhandledrejection", (event) => say({ error: String(event.reason) }));</script>
    <script type="module">${module}</script></body></html>`;
}

async function told(browser) {
  const said = JSON.parse(await browser.until("the page's code has said something", () => browser.text("#said")));
  assert.equal(said.error, undefined);
  return said;
}
