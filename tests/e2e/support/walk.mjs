/** The main job, on any page that has a shop of twelve cards and a cart. */
import assert from "node:assert/strict";

import { onlyOrder, placeAtPickUpPoint, shelf } from "./checkout.mjs";
import { PARTNER } from "./given.mjs";

/**
 * A buyer takes two goods of two sellers, looks again after a reload and in a second tab, orders at a pick-up point,
 * and comes back to an empty cart; the marketplace holds the order with the partner that earned it. Pictures of the
 * way lie in target/e2e/ under `name`. The page's address stays what it was (A10). A page that `keeps` nothing forgets
 * what was left, and says so: there the buyer takes the same goods again.
 */
export async function walk({ browser, market, site }, path, name, { keeps = true } = {}) {
  const page = site.origin + path;
  const picture = (what) => browser.picture(`${name}-${what}`);
  const before = shelf(market);
  await browser.visit(page);
  await twelveCards(browser);

  await picture("cards");

  const sellers = await browser.texts(`${CARDS} [part~="seller"]`);
  const other = sellers.findIndex((seller) => seller !== sellers[0]);
  assert.ok(other > 0, `the twelve cards are of more than one seller: ${sellers}`);
  const wanted = [await add(browser, 0), await add(browser, other)];
  await pieces(browser, 2);
  // WebKit gives up what is still being stored when a page is left in the same instant, as no person can.
  await browser.until("both are confirmed", () => browser.seen("tsampa-cart >>> .sum:not([data-open])"));

  await browser.reload();
  if (!keeps) {
    await twelveCards(browser);
    await pieces(browser, 0);
    assert.deepEqual([await add(browser, 0), await add(browser, other)], wanted);
  }
  await pieces(browser, 2);
  const second = await browser.newTab(page);
  await pieces(browser, keeps ? 2 : 0);
  await second.before();

  await browser.press('[part~="cart-button"]');
  await browser.until("the drawer shows both lines", async () => (await browser.count(LINE)) === 2);
  assert.equal(await browser.count('[part~="seller-group"]'), 2, "lines are grouped by seller");
  const shown = await browser.texts(`${LINE} [part~="line-title"]`);
  for (const title of wanted) assert.ok(shown.some((line) => line.includes(title)), `${title} is in the cart: ${shown}`);
  assert.equal((await browser.texts('[part~="message"]')).some((note) => /keeps nothing/.test(note)), !keeps, "whether the browser forgets is said");
  await browser.until("the total is the business's", () => browser.seen('[part~="drawer"] [part~="total"]'));
  assert.equal(await browser.address(), page, "a10: with the cart open the address is still the page's");
  await picture("drawer");
  await browser.press('[part~="checkout"]');

  await placeAtPickUpPoint(browser, market, name);
  const order = onlyOrder(market, before);
  assert.equal(order.partner, PARTNER);
  const attribution = JSON.parse(order.attribution_json);
  assert.equal(attribution.campaign_source, PARTNER);
  assert.equal(attribution.campaign_content, new URL(page).pathname);
  assert.deepEqual(order.lines.map((line) => line.quantity), [1, 1]);
  assert.equal(new Set(order.lines.map((line) => line.seller_id)).size, 2, "two sellers sold one each");
  for (const title of wanted) assert.ok(order.lines.some((line) => line.title.includes(title)), `${title} was ordered: ${order.lines.map((line) => line.title)}`);
  const paid = (order.total / 100).toFixed(2);
  assert.ok((await browser.text("body")).includes(paid), `the order's page says ${paid}`);

  await browser.press(`a[href^="${site.origin}"]`);
  await browser.until("the partner's page is open again", async () => (await browser.address()).startsWith(site.origin));
  await pieces(browser, 0);
  await second.again();
  await pieces(browser, 0);
}

const CARDS = '[part~="list"] > [part~="card"]';
const LINE = '[part~="line"]';

/** Waits for the first page of goods; what lies far below may wait until it comes near. */
async function twelveCards(browser) {
  await browser.bring("tsampa-shop");
  await browser.until("twelve cards are shown", async () => (await browser.count(CARDS)) === 12);
}

/** Presses add on a card; answers the product's title. */
async function add(browser, card) {
  const place = `[part~="list"] > [part~="card"]:nth-child(${card + 1})`;
  const title = await browser.text(`${place} [part~="title"]`);
  await browser.press(`${place} [part~="add"]`);
  return title;
}

/** Waits until the cart's button counts so many; an empty cart's may count nothing. */
async function pieces(browser, count) {
  await browser.until(`the cart has ${count} pieces`, async () => {
    const said = await browser.text('tsampa-cart >>> [part~="count"]');
    return said !== undefined && Number(said || 0) === count;
  });
}
