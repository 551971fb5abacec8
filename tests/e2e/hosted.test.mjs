/** The hosted checkout, as a buyer types, presses Enter, goes back and loads again. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { given } from "./support/given.mjs";

const HOW = [
  { engine: "chromium", javascript: false },
  { engine: "firefox" },
  { engine: "webkit" },
];

for (const how of HOW) {
  test(`${how.engine}: Enter works the total out, and every page of the way can be gone back to and loaded again`, async (t) => {
    const { market, browser } = await given(t, { ...how, language: "en" });
    await browser.visit(`${market.origin}/s/gyangze-barley?lang=en`);
    if (how.javascript === false) await browser.press('[name=buy][value="p_tsampa"]');
    else await browser.visit(await bought(market));
    const sent = async (field) => (await browser.ask("attribute", `[name=${field}]`, "value"))[0];
    const asks = () => browser.seen("[name=contact_name]");
    await browser.until("the checkout asks who buys", asks);
    const first = await browser.address();

    await browser.write("[name=contact_name]", "Dawa");
    const addresses = [];
    for (const [field, typed] of [["quantity_v_tsampa_500", "3"], ["code", "LOSAR2026"], ["contact_phone", "12"]]) {
      const before = await browser.address();
      await browser.write(`[name=${field}]`, typed);
      await browser.key("Enter");
      await browser.until(`Enter in ${field} leads to a page`, async () => (await browser.address()) !== before && (await asks()));
      assert.equal(await sent(field), typed);
      assert.equal(await sent("contact_name"), "Dawa");
      assert.equal(await browser.text("h1"), "Checkout", "and it is in the same language");
      addresses.push(await browser.address());
    }
    assert.match(await browser.text(".totals"), /−/, "the code is taken off");
    assert.ok(await browser.seen("#problems"), "what is wrong with the phone is said");
    assert.equal(market.orders.length, 0);

    await browser.reload();
    await browser.until("what is wrong is said again", () => browser.seen("#problems"));
    assert.equal(await sent("contact_phone"), "12");
    for (const address of [...addresses.slice(0, -1).reverse(), first]) {
      await browser.back();
      await browser.until("the page before is there", async () => (await browser.address()) === address && (await asks()));
      assert.equal(await sent("contact_phone"), "");
    }
    await browser.press("#language-fr");
    await browser.until("it is in French", () => browser.seen("h1", "Commander"));
  });
}

test("on a phone the marketplace's name and its languages each have one line, with a cart beside them and without", async (t) => {
  const { market, browser } = await given(t, { language: "en" });
  const checkout = await bought(market);
  for (const width of [320, 360, 390, 420]) {
    await browser.command("Emulation.setDeviceMetricsOverride", { width, height: 640, deviceScaleFactor: 1, mobile: true });
    for (const page of [market.origin + "/", `${market.origin}/s/gyangze-barley`, checkout]) {
      for (const lang of ["zh", "bo", "en", "fr"]) {
        await browser.visit(`${page.split("?")[0]}?lang=${lang}`);
        const where = `${await browser.address()} at ${width} px`;
        const edges = (selector) => browser.ask("edges", selector);
        const [brand, name, languages] = [await edges(".brand"), await edges(".brand span"), await edges(".languages")];
        assert.ok(brand.height <= 44 && name.height <= 36, `the name of ${where} has one line`);
        assert.equal(languages.height, 44, `the languages of ${where} have one line`);
        assert.ok(languages.left >= 8 && languages.right <= width, `the languages of ${where} are on the page`);
        const cart = await edges("tsampa-cart");
        if (cart) assert.ok(cart.right <= width && cart.top < brand.bottom && cart.bottom > brand.top, `the cart of ${where} is beside the name`);
      }
    }
  }
});

test("a product's address opens with that product first, ready for the cart", async (t) => {
  const { market, browser } = await given(t, { language: "en" });
  await browser.visit(`${market.origin}/s/gyangze-barley?product=p_honey&lang=en`);
  assert.equal(await browser.count("tsampa-product"), 0, "another shop's product is not in this one");
  await browser.visit(`${market.origin}/s/gyangze-barley?product=p_barley_flour&lang=en`);
  await browser.press('tsampa-product >>> [part~="add"]');
  await browser.until("the cart holds it", async () => (await browser.text('tsampa-cart >>> [part~="count"]')) === "1");
  const [alone, list] = [await browser.ask("edges", "tsampa-product"), await browser.ask("edges", "tsampa-shop")];
  assert.ok(alone.bottom <= list.top, "the shop's other goods stand below");
});

/** A checkout's address, as the form of a shop's page makes it. */
async function bought(market) {
  const body = new URLSearchParams({ buy: "p_tsampa", variant: "v_tsampa_500", quantity: "1" });
  const answer = await fetch(`${market.origin}/s/gyangze-barley/buy?lang=en`, { method: "POST", body, redirect: "manual" });
  return `${market.origin}${answer.headers.get("location")}`;
}
