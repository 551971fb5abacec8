/** From card to order with the keyboard alone. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { onlyOrder, shelf } from "./support/checkout.mjs";
import { ENGINES } from "./support/engines.mjs";
import { given } from "./support/given.mjs";

const CARDS = '[part~="list"] > [part~="card"]';
const TABS_MAX = 60;

const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
  <script async src="http://127.0.0.1:7420/sdk/v1/tsampa.js" data-partner="tourism-gyangze"></script></head>
  <body><a href="#goods">To the goods</a> <tsampa-cart></tsampa-cart><tsampa-shop id="goods" limit="12"></tsampa-shop></body></html>`;

for (const engine of Object.keys(ENGINES)) {
  test(`b5: in ${engine} a buyer who has no mouse looks at a product, fills the cart and orders`, async (t) => {
    const { browser, market, site } = await given(t, { engine, pages: { "/": page } });
    const before = shelf(market);
    const at = () => browser.ask("focused");
    // On its way round the focus passes the browser's bar. Firefox's driver goes on typing into the page, where Enter presses nothing then.
    const attend = async () => (await browser.ask("attended")) || browser.driver.executeScript("window.focus()");
    const tabTo = async (name, key = "Tab") => {
      for (let tabs = 0; tabs < TABS_MAX; tabs++) {
        if ((await at()).includes(name)) return attend();
        await browser.key(key);
      }
      assert.fail(`${name} was not reached by ${TABS_MAX} × ${key}; the focus is on ${await at()}`);
    };
    await browser.visit(site.origin);
    await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);

    await tabTo("title");
    await browser.key("Enter");
    await browser.until("the product is open and has the focus", async () => (await at()).includes("close"));
    await tabTo("another");
    await browser.key("Enter");
    await tabTo("add solid");
    await browser.key("Enter");
    await browser.until("two are in the cart", async () => (await browser.text('tsampa-cart >>> [part~="count"]')) === "2");
    for (let tabs = 0; tabs < 12; tabs++) {
      await browser.key("Tab");
      // On its way round it passes the browser's own bar, where the page knows of no focus.
      const [inside, now] = [await browser.ask("focusIsIn", '[part~="detail"]'), await at()];
      assert.ok(inside || now.startsWith("body"), `the focus left the dialog for ${now}`);
    }
    await browser.key("Escape");
    await browser.until("the focus is back on the title", async () => (await at()).includes("title"));

    await tabTo("cart-button", "Shift+Tab");
    await browser.key("Enter");
    await browser.until("the cart is open", async () => (await at()).includes("close"));
    await tabTo("less");
    await browser.key("Enter");
    await browser.until("one is left", async () => (await browser.text('tsampa-cart >>> [part~="count"]')) === "1");
    await tabTo("checkout");
    await browser.key("Enter");
    await browser.until("the checkout is open", async () => (await browser.address()).startsWith(`${market.origin}/checkout/`));

    await browser.until("it asks who buys", () => browser.seen("[name=contact_name]"));
    await tabTo("contact_name");
    await browser.type("Dawa");
    await tabTo("contact_phone");
    await browser.type("13908990000");
    await tabTo("fulfillment");
    await choose(browser, 'fulfillment"][value="pickup');
    await tabTo("point");
    await choose(browser, 'point"][value="pt_gyangze');
    await tabTo("payment");
    await choose(browser, 'payment"][value="on_pickup');
    await tabTo(" place");
    await browser.key("Enter");
    await browser.until("the order's page is open", async () => (await browser.address()).startsWith(`${market.origin}/o/`));
    assert.equal(onlyOrder(market, before).lines.length, 1);
  });
}

/** Goes through the radio buttons of a group by the arrow keys, until one is chosen. */
async function choose(browser, which) {
  for (let presses = 0; presses < TABS_MAX; presses++) {
    if (await browser.ask("checked", `[name="${which}"]`)) return;
    await browser.key(presses ? "ArrowDown" : " ");
  }
  assert.fail(`${which} was not reached by the arrow keys`);
}
