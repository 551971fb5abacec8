/** A shop inside a frame of the page: a very high one, and one whose origin is nobody's. From card to order. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { onlyOrder, placeAtPickUpPoint, shelf } from "./support/checkout.mjs";
import { ENGINES } from "./support/engines.mjs";
import { PARTNER, given } from "./support/given.mjs";

const CARDS = '[part~="list"] > [part~="card"]';
const COUNT = 'tsampa-cart >>> [part~="count"]';
const shop = (between) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
  <script async src="http://127.0.0.1:7420/sdk/v1/tsampa.js" data-partner="${PARTNER}"></script></head>
  <body>${between}<tsampa-cart></tsampa-cart><tsampa-shop limit="12"></tsampa-shop></body></html>`;
const host = (frame) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A host</title></head>
  <body style="margin:0"><h1>A host</h1><iframe src="/shop" title="Shop" ${frame}></iframe></body></html>`;

const TALL = { "/": host('style="border:0;width:100%;height:5000px"'), "/shop": shop('<div style="height:2600px">A long story.</div>') };
const NOBODYS = { "/": host('sandbox="allow-scripts allow-forms allow-top-navigation" style="border:0;width:100%;height:560px"'), "/shop": shop("") };

for (const engine of Object.keys(ENGINES)) {
  test(`b7: in ${engine} what opens in a frame of 5000 px opens where the buyer looks, and leads to an order`, async (t) => {
    const scene = await given(t, { engine, pages: TALL });
    const before = await entered(scene);
    const { browser } = scene;
    await browser.press('tsampa-shop >>> [part~="title"]');
    await inSight(browser, 'tsampa-shop >>> [part~="detail"]');
    await browser.press('tsampa-shop >>> [part~="detail"] >>> [part~="close"]');
    const order = await orders(scene, before, `tall-frame-${engine}`, () => inSight(browser, 'tsampa-cart >>> [part~="drawer"]'));
    assert.equal(order.partner, PARTNER);
  });

}

// As far as the checkout in every engine: c13_hand_over.test.mjs.
test("c15: a sandboxed frame, where storage throws, leads to an order", async (t) => {
  const scene = await given(t, { pages: NOBODYS });
  const before = await entered(scene);
  const thrown = await scene.browser.run("try { localStorage.length } catch (error) { return error.name }");
  assert.equal(thrown, "SecurityError");
  const order = await orders(scene, before, "sandboxed");
  assert.equal(order.partner, null, "a page without an origin is nobody's, so nobody is credited");
  assert.equal(JSON.parse(order.attribution_json).campaign_source, PARTNER, "but its claim is kept");
});

async function entered({ browser, market, site }) {
  const before = shelf(market);
  await browser.visit(site.origin);
  await browser.enter("iframe");
  await browser.until("the goods are there", async () => {
    await browser.bring("tsampa-shop"); // The frame's page may have come only now.
    return (await browser.count(CARDS)) === 12;
  });
  return before;
}

/** Adds one, looks into the cart, and orders out of the frame. */
async function orders({ browser, market, site }, before, name, looked = () => {}) {
  await browser.press(`${CARDS} [part~="add"]`);
  await browser.until("it is in the cart", async () => (await browser.text(COUNT)) === "1");
  await browser.press('[part~="cart-button"]');
  await browser.until("the drawer shows its line", () => browser.seen('[part~="drawer"] [part~="line"]'));
  await looked();
  await browser.press('[part~="checkout"]');
  await browser.leave();
  await placeAtPickUpPoint(browser, market, name);
  assert.equal(await browser.count("iframe"), 0, "nobody pays in a frame");
  assert.ok(!(await browser.address()).startsWith(site.origin));
  return onlyOrder(market, before);
}

/** The upper part of it lies in the window. */
async function inSight(browser, selector) {
  await browser.until(`${selector} is in sight`, async () => {
    const edges = await browser.ask("edges", selector);
    const { y: top } = await browser.outside({ x: 0, y: edges.top });
    const height = await browser.driver.executeScript("return innerHeight");
    return edges.height > 100 && top < height - 100 && top + edges.height > 100;
  });
}
