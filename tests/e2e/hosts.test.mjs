/** Anybody's page: the widget's boxes are those of a plain page, and a buyer gets from card to order. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { given } from "./support/given.mjs";
import { HOSTS, PLAIN } from "./support/hosts.mjs";
import { walk } from "./support/walk.mjs";

const CARDS = '[part~="list"] > [part~="card"]';
const PARTS = ["card", "image", "title", "seller", "price", "option", "add", "cart-button", "list"].map((part) => `[part~="${part}"]`);
const IN_DRAWER = ["line", "line-title", "line-quantity", "line-total", "remove", "total", "checkout", "close"].map((part) => `[part~="${part}"]`);

test("the widget has the same boxes on every page", async (t) => {
  const pages = { "/plain": PLAIN };
  for (const [name, html] of Object.entries(HOSTS)) pages[`/${name}`] = html;
  const { browser, site } = await given(t, { pages });
  const plain = await boxes(browser, `${site.origin}/plain`);
  assert.ok(plain.length > 60, `${plain.length} boxes were looked at`);
  for (const name of Object.keys(HOSTS)) assert.deepEqual(await boxes(browser, `${site.origin}/${name}`), plain, name);
});

for (const [name, html] of Object.entries(HOSTS)) {
  test(`a buyer gets from card to order on the page "${name}"`, async (t) => {
    const scene = await given(t, { pages: { "/": html } });
    await walk(scene, "/", `host-${name}`);
  });
}

/** Sizes of all parts that are shown, the drawer's too, in whole pixels. */
async function boxes(browser, url) {
  await browser.visit(url);
  await browser.until("twelve cards are shown", async () => (await browser.count(CARDS)) === 12);
  if ((await browser.text('tsampa-cart >>> [part~="count"]')) !== "1") await browser.press(`${CARDS} [part~="add"]`);
  await browser.until("the cart has a piece", async () => (await browser.text('tsampa-cart >>> [part~="count"]')) === "1");
  await browser.until("what was added is confirmed", () => browser.seen('tsampa-cart >>> .sum:not([data-open])'));
  await browser.until("the button says its word again", () => browser.ask("still"));
  const list = await browser.ask("sizes", PARTS);
  await browser.press('[part~="cart-button"]');
  await browser.until("the drawer is open", () => browser.seen('[part~="drawer"] [part~="total"]'));
  await browser.until("the drawer stands still", () => browser.ask("still"));
  const drawer = await browser.ask("sizes", IN_DRAWER);
  assert.ok(await browser.ask("onTop", '[part~="checkout"]'), "nothing lies over the drawer");
  return [...list, ...drawer];
}
