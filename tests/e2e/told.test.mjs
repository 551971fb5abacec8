/** What a buyer is told of a cart that changed, and what can be taken back: on a telephone. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { given } from "./support/given.mjs";

const SDK = "http://127.0.0.1:7420"; // the pages' server puts the real origin in its place
const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page</title>
  <script async src="${SDK}/sdk/v1/tsampa.js" data-partner="tourism-gyangze"></script></head>
  <body><tsampa-cart></tsampa-cart><tsampa-shop limit="12" style="display:block;min-height:100vh"></tsampa-shop></body></html>`;
const LINE = '[part~="line"]';

test("a removal is taken back, an old and a new price stand side by side, and changes without a network wait", async (t) => {
  const { site, market, browser } = await given(t, { pages: { "/": PAGE } });
  await browser.command("Emulation.setDeviceMetricsOverride", { width: 360, height: 740, deviceScaleFactor: 1, mobile: true });
  await browser.visit(site.origin);
  for (const card of [1, 2]) await browser.press(`[part~="list"] > [part~="card"]:nth-child(${card}) [part~="add"]`);
  await browser.press('[part~="cart-button"]');
  await settled(browser, 2);

  const [first] = await browser.texts(`${LINE} [part~="line-title"]`);
  await browser.press(`${LINE} [part~="remove"]`);
  await browser.until("the line is gone and can be brought back", async () => (await browser.count(LINE)) === 1 && browser.seen('[part~="undo"]'));
  await browser.picture("told-removed");
  await browser.press('[part~="undo"]');
  await settled(browser, 2);
  assert.ok((await browser.texts(`${LINE} [part~="line-title"]`)).includes(first));
  assert.ok(!(await browser.seen('[part~="undo"]')));

  await market.end();
  market.change("UPDATE variants SET price = price + 100");
  await market.begin();
  await browser.press(`${LINE} [data-do="plus"]`);
  await browser.until("both prices are told", async () => (await browser.texts(`${LINE} [part~="message"]`)).filter((note) => / → /.test(note)).length === 2);
  await browser.picture("told-prices");

  await network(browser, true);
  await browser.press(`${LINE} [data-do="plus"]`);
  await browser.until("the change is shown as waiting", () => browser.seen('[part~="drawer"] .wait'));
  await browser.picture("told-waiting");
  await network(browser, false);
  await browser.until("nothing waits any more", async () => !(await browser.seen('[part~="drawer"] .wait')));

  await browser.press('[part~="checkout"]', "Agree");
  await browser.until("the checkout is open", async () => (await browser.address()).startsWith(`${market.origin}/checkout/`));
});

async function settled(browser, lines) {
  await browser.until(`${lines} lines are shown with their totals`, async () => {
    const totals = await browser.texts(`${LINE} [part~="line-total"]`);
    return totals.length === lines && totals.every(Boolean);
  });
}

async function network(browser, offline) {
  await browser.command("Network.enable");
  await browser.command("Network.emulateNetworkConditions", { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
}
