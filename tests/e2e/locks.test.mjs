/** Web Locks that a browser has and gives to nobody: the cart goes on without one, and is not asked for without end. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { given } from "./support/given.mjs";
import { PLAIN } from "./support/hosts.mjs";

const REFUSED = `<script>
  let asked = 0;
  navigator.locks.request = async () => {
    document.documentElement.dataset.asked = ++asked;
    throw new DOMException("No lock for this page.", "InvalidStateError");
  };
</script>`;

test("where the browser refuses every lock the cart is written all the same, and a lock asked for once a write", async (t) => {
  const { browser, market, site } = await given(t, { pages: { "/": PLAIN.replace("<head>", `<head>${REFUSED}`) } });
  await browser.visit(`${site.origin}/`);
  await browser.until("the goods are shown", async () => (await browser.count('[part~="add"]')) > 2);
  for (const pieces of [1, 2]) {
    // Two presses within 300 ms are one: each goes to a card of its own.
    await browser.press(`[part~="list"] > [part~="card"]:nth-child(${pieces}) [part~="add"]`);
    await browser.until("the piece is in the marketplace's cart", () => market.rows("SELECT sum(quantity) AS all_pieces FROM cart_lines")[0].all_pieces === pieces);
    await browser.until("nothing is open any more", () => browser.seen("tsampa-cart >>> .sum:not([data-open])"));
  }
  const asked = Number(await browser.driver.executeScript("return document.documentElement.dataset.asked"));
  assert.ok(asked >= 1 && asked <= 4, `a lock was asked for ${asked} times`);
});
