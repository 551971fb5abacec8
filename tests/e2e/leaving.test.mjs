/** A page that is left amid a change: the next page's cart does not wait for it, and it makes the change when the buyer comes back. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { ENGINES } from "./support/engines.mjs";
import { given } from "./support/given.mjs";
import { PLAIN } from "./support/hosts.mjs";

/** Adds a second thing in the instant in which the page is left, before the SDK hears of that. */
const LEAVING = `<script>
  let shop;
  document.addEventListener("tsampa-ready", ({ detail }) => (shop = detail.shop));
  addEventListener("pagehide", () => shop.cart.add("v_barley_tea_250").catch(() => {}), { once: true });
</script>`;
const LINE = '[part~="line"]';

for (const engine of Object.keys(ENGINES)) {
  test(`in ${engine} a page that is left amid a change holds up no other page's cart`, async (t) => {
    const { browser, lines } = await left(t, engine);
    await browser.press('[part~="cart-button"]');
    await browser.until("its line is there", async () => (await browser.count(LINE)) >= 1);
    // The next page writes, too.
    await browser.press(`${LINE} [data-do="plus"]`);
    await browser.until("there are two pieces at the marketplace", () => lines().some(({ quantity }) => quantity === 2));
  });
}

test("in webkit, which keeps such a page, the change is made when the buyer is back", async (t) => {
  const { browser, lines } = await left(t, "webkit");
  assert.equal(lines().length, 1, "it was not made in leaving");
  await browser.driver.navigate().back();
  await browser.until("both are at the marketplace", () => lines().length === 2);
  await browser.until("both count", async () => (await browser.text('[part~="count"]')) === "2");
});

test("in webkit, which keeps such a page, the line that came back meanwhile is noticed", async (t) => {
  const headers = () => ({ "cache-control": "max-age=0" });
  const { browser, market, site } = await given(t, { engine: "webkit", headers, pages: { "/": PLAIN, "/next": "<!doctype html><title>Next</title>" } });
  await browser.visit(`${site.origin}/`);
  await browser.until("the goods are there", () => browser.seen('tsampa-shop >>> [part~="add"]'));
  await browser.press('tsampa-shop >>> [part~="add"]');
  const pieces = () => market.rows("SELECT quantity FROM cart_lines").reduce((sum, line) => sum + line.quantity, 0);
  await browser.until("the first piece is at the marketplace", () => pieces() === 1);
  // Once everything is answered: an answer would say that there is a line.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await browser.run("window.kept = true; dispatchEvent(new Event('offline'))");
  await browser.press('tsampa-shop >>> [part~="add"]');
  await browser.until("it is shown", async () => (await browser.text('[part~="count"]')) === "2");
  await new Promise((resolve) => setTimeout(resolve, 1000)); // For a request that should not be made.
  assert.equal(pieces(), 1, "without a line nothing is sent");
  await browser.run("location.href = '/next'");
  await browser.until("the next page is there", async () => (await browser.address()).endsWith("/next"));
  await browser.back();
  await browser.until("the page is back as it was", () => browser.run("return window.kept"));
  await browser.until("it is at the marketplace", () => pieces() === 2);
});

/** A buyer who added one thing and left amid the addition of another one. */
async function left(t, engine) {
  const { browser, market, site } = await given(t, { engine, pages: { "/": PLAIN.replace("<head>", `<head>${LEAVING}`), "/next": PLAIN } });
  const lines = () => market.rows("SELECT variant_id, quantity FROM cart_lines");
  await browser.visit(`${site.origin}/`);
  await browser.press('[part~="list"] > [part~="card"] [part~="add"]');
  await browser.until("the piece is in the marketplace's cart", () => lines().length === 1);
  await browser.visit(`${site.origin}/next`);
  await browser.until("the piece counts", async () => Number(await browser.text('[part~="count"]')) >= 1);
  return { browser, lines };
}
