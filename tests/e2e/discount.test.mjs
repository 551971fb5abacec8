/** A discount code from the cart to the order. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { placeAtPickUpPoint } from "./support/checkout.mjs";
import { given } from "./support/given.mjs";

const CARDS = '[part~="list"] > [part~="card"]';
const DRAWER = 'tsampa-cart >>> [part~="drawer"]';
const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
  <script async src="http://127.0.0.1:7420/sdk/v1/tsampa.js" data-partner="tourism-gyangze"></script></head>
  <body><tsampa-cart></tsampa-cart><tsampa-shop seller="gyangze-barley" limit="12"></tsampa-shop></body></html>`;

test("a code lowers the cart's total, a refused one says why, and the order costs what the cart said", async (t) => {
  const { browser, market, site } = await given(t, { pages: { "/": page } });
  await browser.visit(site.origin);
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) > 3);
  await browser.press(`${CARDS} [part~="add"]`);
  await browser.press('[part~="cart-button"]');
  await browser.until("the total is the business's", () => browser.seen(`${DRAWER} >>> [part~="total"]`));
  const before = await browser.text('[part~="drawer"] [part~="total"]');

  await browser.press(`${DRAWER} >>> .ask`);
  await browser.write(`${DRAWER} >>> .field`, "harvest2025");
  await browser.press(`${DRAWER} >>> .enter button`);
  await browser.until("the reason of the refusal is told", () => browser.seen(`${DRAWER} >>> [part~="discount"] >>> .saying`, "expired"));
  assert.equal(await browser.text('[part~="drawer"] [part~="total"]'), before);

  await browser.press(`${DRAWER} >>> .drop`);
  await browser.until("the refused code is gone", async () => (await browser.count(`${DRAWER} >>> .code`)) === 0);
  await browser.write(`${DRAWER} >>> .field`, "losar2026");
  await browser.press(`${DRAWER} >>> .enter button`);
  await browser.until("the total is another one", async () => (await browser.text('[part~="drawer"] [part~="total"]')) !== before);
  await browser.until("and no estimate", () => browser.seen(`${DRAWER} >>> .totals:not([data-open])`));
  await browser.picture("discount-drawer");
  const lower = await browser.text('[part~="drawer"] [part~="total"]');
  await browser.reload();
  await browser.press('[part~="cart-button"]');
  await browser.until("the code is still there after a reload", () => browser.seen(`${DRAWER} >>> .typed`, "losar2026"));
  await browser.press('[part~="checkout"]');
  await placeAtPickUpPoint(browser, market, "discount");
  const [order] = market.rows("SELECT * FROM orders");
  assert.ok(lower.includes((order.total / 100).toFixed(2)), `${lower} was shown, ${order.total} was paid`);
  assert.ok(order.total < order.subtotal);
});
