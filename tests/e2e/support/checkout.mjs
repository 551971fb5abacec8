/** The marketplace's own pages, as a buyer fills them in. They work with and without scripts. */
import assert from "node:assert/strict";

/** Places the order that the hosted checkout shows: to be fetched and paid at a pick-up point. Pictures: target/e2e/`name`-*. */
export async function placeAtPickUpPoint(browser, market, name) {
  await browser.until("the marketplace's checkout is open", async () => (await browser.address()).startsWith(`${market.origin}/checkout/`));
  await browser.until("the checkout asks who buys", () => browser.seen("[name=contact_name]"));
  await browser.write("[name=contact_name]", "Dawa");
  await browser.write("[name=contact_phone]", "13908990000");
  await choose(browser, "fulfillment", "pickup");
  await choose(browser, "point", "pt_gyangze");
  await choose(browser, "payment", "on_pickup");
  await browser.picture(`${name}-checkout`);
  await browser.press("[name=action][value=place]");
  await browser.until("the order's page is open", async () => (await browser.address()).startsWith(`${market.origin}/o/`));
  await browser.picture(`${name}-order`);
}

/** A radio button, or what its label says for it. */
async function choose(browser, name, value) {
  const field = `[name=${name}][value="${value}"]`;
  // On a busy machine a press can fall where the page stood before it was scrolled; who sees that presses again.
  await browser.until(`${name} is ${value}`, async () => {
    if (!(await browser.ask("checked", field))) await browser.press(field);
    return browser.ask("checked", field);
  });
}

/** What the database holds of the one order that was placed, checked against itself, the shelf and the market's line. */
export function onlyOrder(market, shelfBefore) {
  const orders = market.rows("SELECT * FROM orders");
  assert.equal(orders.length, 1, "one order was placed");
  const [order] = orders;
  const lines = market.rows("SELECT order_lines.*, variants.price AS shelf_price, variants.stock FROM order_lines JOIN variants ON variants.id = variant_id WHERE order_id = ? ORDER BY position", order.id);
  assert.equal(order.currency, "CNY");
  assert.equal(order.subtotal, lines.reduce((sum, line) => sum + line.quantity * line.price, 0), "the subtotal is the lines'");
  assert.equal(order.total, order.subtotal, "fetching it oneself costs nothing");
  for (const line of lines) {
    assert.equal(line.price, line.shelf_price, `${line.variant_id} costs what the shelf says`);
    assert.equal(line.stock, shelfBefore.get(line.variant_id) - line.quantity, `${line.variant_id} left the shelf`);
  }
  const sold = new Set(lines.map((line) => line.variant_id));
  for (const [id, stock] of shelf(market)) if (!sold.has(id)) assert.equal(stock, shelfBefore.get(id), `${id} was not touched`);
  const earned = order.partner ?? "nobody";
  assert.deepEqual(market.orders, [`order ${order.number} · ¥${(order.total / 100).toFixed(2)} · earned by ${earned}`]);
  return { ...order, lines };
}

/** What is in stock, by variant. */
export function shelf(market) {
  return new Map(market.rows("SELECT id, stock FROM variants").map(({ id, stock }) => [id, stock]));
}
