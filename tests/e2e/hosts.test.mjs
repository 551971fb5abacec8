/** Anybody's page: the widget's boxes are those of a plain page, and a buyer gets from card to order. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Browser } from "./support/browser.mjs";
import { ENGINES } from "./support/engines.mjs";
import { given } from "./support/given.mjs";
import { HOSTS, PLAIN, TELLING, row } from "./support/hosts.mjs";
import { walk } from "./support/walk.mjs";

const CARDS = '[part~="list"] > [part~="card"]';
const PARTS = ["card", "image", "title", "seller", "price", "option", "add", "cart-button", "list"].map((part) => `[part~="${part}"]`);
const IN_DRAWER = ["line", "line-title", "line-quantity", "line-total", "remove", "total", "checkout", "close"].map((part) => `[part~="${part}"]`);

for (const engine of Object.keys(ENGINES)) {
  const names = engine === "chromium" ? Object.keys(HOSTS) : TELLING;

  test(`in ${engine} the widget's boxes are the same on every page`, async (t) => {
    const pages = { "/plain": PLAIN };
    for (const name of names) pages[`/${name}`] = HOSTS[name];
    const { browser, site } = await given(t, { engine, pages });
    await shown(browser, `${site.origin}/plain`);
    await browser.press(`${CARDS} [part~="add"]`);
    await browser.until("it is in the cart and stored", () => browser.seen('tsampa-cart >>> .sum:not([data-open])'));
    const plain = await boxes(browser, `${site.origin}/plain`);
    assert.ok(plain.length > 60, `${plain.length} boxes were looked at`);
    for (const name of names) {
      await t.test(`${row(name)}in ${engine} they are those of a plain page on "${name}"`, async () => {
        assert.deepEqual(await boxes(browser, `${site.origin}/${name}`), plain);
      });
    }
  });

  test(`in ${engine} a buyer gets from card to order on every page`, async (t) => {
    // One browser for all: each page is of a site of its own. But WebKit paints nothing in a tab behind those that are left over.
    const browser = engine === "webkit" ? undefined : await Browser.open({ engine });
    t.after(() => browser?.close());
    for (const name of names) {
      await t.test(`${row(name)}in ${engine} a buyer gets from card to order on the page "${name}"`, async (t) => {
        await walk(await given(t, { engine, browser, pages: { "/": HOSTS[name] } }), "/", `host-${name}-${engine}`);
      });
    }
  });
}

async function shown(browser, url) {
  await browser.visit(url);
  await browser.until("twelve cards are shown", async () => (await browser.count(CARDS)) === 12);
}

/** Sizes of all parts that are shown, the drawer's too, in whole pixels. One piece is in the cart. */
async function boxes(browser, url) {
  await shown(browser, url);
  await browser.until("the cart has a piece", async () => (await browser.text('tsampa-cart >>> [part~="count"]')) === "1");
  await browser.until("what was added is confirmed", () => browser.seen('tsampa-cart >>> .sum:not([data-open])'));
  await browser.until("the button says its word again", () => browser.ask("still"));
  const list = await browser.ask("sizes", PARTS);
  await browser.press('[part~="cart-button"]');
  await browser.until("the drawer is open", () => browser.seen('[part~="drawer"] [part~="total"]'));
  await browser.until("the drawer stands still", () => browser.ask("still"));
  const drawer = await browser.ask("sizes", IN_DRAWER);
  await browser.until("nothing lies over the drawer", () => browser.ask("onTop", '[part~="checkout"]'));
  return [...list, ...drawer];
}
