import assert from "node:assert/strict";
import { test } from "node:test";

import { Front } from "./support/front.mjs";
import { given } from "./support/given.mjs";
import { Market } from "./support/market.mjs";

const CARDS = '[part~="list"] > [part~="card"]';
const COUNT = 'tsampa-cart >>> [part~="count"]';
const REST = /\.rest\.wasm$/;

test("a first view fetches the loader, a module and a Wasm of ours; the rest comes with the first gesture", async (t) => {
  const { site, browser, front } = await scene(t);
  await browser.visit(site.origin);
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  await later(500);
  const files = front.asked.filter((url) => url.startsWith("/sdk/"));
  assert.equal(files.length, 3, files.join(" "));
  assert.ok(!files.some((file) => REST.test(file)), files.join(" "));
  assert.deepEqual(front.asked.filter((url) => url.includes("/carts")), [], "an empty cart asks for nothing");

  await browser.press('tsampa-shop >>> [part~="add"]');
  await browser.until("the press counts", async () => (await browser.text(COUNT)) === "1");
  assert.equal(front.asked.filter((url) => REST.test(url)).length, 1);

  await browser.reload();
  await browser.until("the stored cart is back without a gesture", async () => (await browser.text(COUNT)) === "1");
});

test("a press made while the rest of the code cannot be had waits for it, and counts", async (t) => {
  const { site, browser, front } = await scene(t);
  front.refuses = (url) => REST.test(url);
  await browser.visit(site.origin);
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  await browser.press('tsampa-shop >>> [part~="add"]');
  await browser.until("the rest was asked for", () => front.asked.some((url) => REST.test(url)));
  await browser.until("the button shows that it waits", () => browser.seen("tsampa-shop >>> [data-busy]"));
  front.refuses = () => false;
  await browser.until("the press counts", async () => (await browser.text(COUNT)) === "1");
});

test("a press that waited for the rest of the code opens the cart where the page wants that", async (t) => {
  const { site, browser, front } = await scene(t, 'after-add="open"');
  front.refuses = (url) => REST.test(url);
  await browser.visit(site.origin);
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  await browser.press('tsampa-shop >>> [part~="add"]');
  await browser.until("the button shows that it waits", () => browser.seen("tsampa-shop >>> [data-busy]"));
  front.refuses = () => false;
  await browser.until("the drawer is open and shows it", () => browser.seen('tsampa-cart >>> [part~="drawer"] [part~="line"]'));
});

/** A page whose SDK and API both come through a front. */
async function scene(t, said = "") {
  const front = await Front.open();
  t.after(() => front.close());
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
    <script async src="${front.origin}/sdk/v1/tsampa.js"></script></head>
    <body><tsampa-cart></tsampa-cart><tsampa-shop limit="12" ${said}></tsampa-shop></body></html>`;
  const { site, browser } = await given(t, { pages: { "/": page } });
  const market = await Market.start({ publicUrl: front.origin });
  t.after(() => market.close());
  front.behind = market.origin;
  return { site, browser, front };
}

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
