import assert from "node:assert/strict";
import { test } from "node:test";

import { given } from "./support/given.mjs";
import { Market } from "./support/market.mjs";

test("a9: two businesses on a page have a cart each, also after a reload", async (t) => {
  const other = await Market.start();
  t.after(() => other.close());
  const shop = (api) => `<tsampa-cart id="cart-${api}"></tsampa-cart><tsampa-product id="card-${api}" item="p_tsampa"></tsampa-product>`;
  const of = (api, html) => html.replaceAll("<tsampa-cart", `<tsampa-cart api="${api}"`).replaceAll("<tsampa-product", `<tsampa-product api="${api}"`);
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Two shops</title>
    <script async src="http://127.0.0.1:7420/sdk/v1/tsampa.js"></script></head>
    <body>${of("http://127.0.0.1:7420", shop("one"))}${of(other.origin, shop("two"))}</body></html>`;
  const { site, market, browser } = await given(t, { pages: { "/": page } });
  const counts = async (one, two) => {
    const said = async (id) => (await browser.text(`#cart-${id} >>> [part~="count"]`)) ?? "";
    await browser.until(`one cart has ${one} pieces, the other ${two}`, async () => (await said("one")) === one && (await said("two")) === two);
  };
  await browser.visit(site.origin);
  await browser.press('#card-one >>> [part~="add"]');
  await counts("1", "0");
  await browser.press('#card-two >>> [part~="add"]');
  await counts("1", "1");
  await new Promise((resolve) => setTimeout(resolve, 400)); // Two presses within 300 ms are one.
  await browser.press('#card-two >>> [part~="add"]');
  await counts("1", "2");
  await browser.until("the business agreed", () => browser.seen("#cart-two >>> .sum:not([data-open])"));
  await browser.reload();
  await counts("1", "2");
  const pieces = (at) => at.rows("SELECT quantity FROM cart_lines").map(({ quantity }) => quantity);
  assert.deepEqual([pieces(market), pieces(other)], [[1], [2]]);
});
