import assert from "node:assert/strict";
import { test } from "node:test";

import { onlyOrder, placeAtPickUpPoint, shelf } from "./support/checkout.mjs";
import { given } from "./support/given.mjs";

test("with JavaScript off a buyer gets from a seller's page to an order", async (t) => {
  const { market, browser } = await given(t, { javascript: false, language: "en" });
  const before = shelf(market);
  await browser.visit(`${market.origin}/s/gyangze-barley`);
  assert.match(await browser.text("body"), /28\.00/, "the page has its prices in its own HTML");
  await browser.press('[name=buy][value="p_tsampa"]');
  await placeAtPickUpPoint(browser, market, "no-javascript");
  const order = onlyOrder(market, before);
  assert.deepEqual(
    order.lines.map(({ seller_id, variant_id, quantity }) => ({ seller_id, variant_id, quantity })),
    [{ seller_id: "gyangze-barley", variant_id: "v_tsampa_500", quantity: 1 }],
  );
});
