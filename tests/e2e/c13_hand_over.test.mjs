/** C13: the way to checkout is a top-level navigation that carries the cart's id; no storage and no cookie has a part in it. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { ENGINES } from "./support/engines.mjs";
import { given } from "./support/given.mjs";

const SDK = "http://127.0.0.1:7420"; // the pages' server puts the real origin in its place
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page that may keep nothing</title>
  <script async src="${SDK}/sdk/v1/tsampa.js" data-partner="tourism-gyangze"></script></head>
  <body><tsampa-cart></tsampa-cart><tsampa-shop limit="12"></tsampa-shop></body></html>`;
const FRAME = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page with a frame</title></head><body style="margin:0">
  <iframe src="/" sandbox="allow-scripts allow-top-navigation" style="border:0;width:100vw;height:100vh;display:block"></iframe></body></html>`;
/** Of the answer that a page came with: its origin is nobody's then, and every storage throws. */
const NOBODY = { "content-security-policy": "sandbox allow-scripts" };

for (const engine of Object.keys(ENGINES)) {
  test(`c13: in ${engine} a page that may keep nothing hands its lines over to the checkout`, async (t) => {
    const scene = await given(t, { engine, pages: { "/": PAGE }, headers: () => NOBODY });
    await scene.browser.visit(scene.site.origin);
    await handsOver(scene);
  });

  test(`c13: in ${engine} a frame that may keep nothing takes the whole tab to the checkout`, async (t) => {
    const scene = await given(t, { engine, pages: { "/": PAGE, "/frame": FRAME } });
    await scene.browser.visit(`${scene.site.origin}/frame`);
    await scene.browser.enter("iframe");
    await handsOver(scene);
  });
}

async function handsOver({ browser, market }) {
  const thrown = await browser.run(`
    const tried = (what) => { try { what(); return "nothing"; } catch (error) { return error.name; } };
    return [tried(() => localStorage.length), tried(() => indexedDB.open("tried"))];`);
  assert.deepEqual(thrown, ["SecurityError", "SecurityError"], "the page may keep nothing");
  const titles = [];
  for (const card of [1, 2]) {
    const place = `[part~="list"] > [part~="card"]:nth-child(${card})`;
    await browser.press(`${place} [part~="add"]`);
    titles.push(await browser.text(`${place} [part~="title"]`));
  }
  await browser.until("both count", async () => (await browser.text('[part~="count"]')) === "2");
  await browser.press('[part~="cart-button"]');
  await browser.press('[part~="checkout"]');
  await browser.leave();
  await browser.until("the tab is at the checkout", async () => (await browser.address()).startsWith(`${market.origin}/checkout/`));
  await browser.until("the checkout shows the lines", async () => {
    const said = await browser.text("body");
    return titles.every((title) => said.includes(title));
  });
  const [cart, ...others] = market.rows("SELECT id FROM carts");
  assert.deepEqual(others, []);
  const checkouts = market.rows("SELECT id, cart_id FROM checkouts");
  assert.deepEqual(checkouts.map((checkout) => checkout.cart_id), [cart.id], "the checkout is this cart's");
  assert.ok((await browser.address()).includes(checkouts[0].id));
  assert.equal(market.rows("SELECT variant_id FROM checkout_lines").length, 2);
}
