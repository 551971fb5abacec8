/** The dialogs over the page: one step of the way back each, whatever closes them, and a page that stays where it was. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { ENGINES } from "./support/engines.mjs";
import { given } from "./support/given.mjs";

const CARDS = '[part~="list"] > [part~="card"]';
const LIST = 'tsampa-shop >>> [part~="list"]';
const TITLE = 'tsampa-shop >>> [part~="title"]';
const DETAIL = 'tsampa-shop >>> [part~="detail"]';
const DRAWER = 'tsampa-cart >>> [part~="drawer"]';
const WIDE = 1000;
const CLOSE = `${DETAIL} >>> [part~="close"]`;

const page = (market) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
  <script async src="${market}/sdk/v1/tsampa.js"></script></head><body style="margin:0"><h1>A page</h1><p><a href="/other">On</a></p>
  <tsampa-cart></tsampa-cart><div style="height:300px"></div><tsampa-shop limit="12"></tsampa-shop><div style="height:2000px"></div></body></html>`;

test("b6: a product in full is one step of the way back, however it is closed", async (t) => {
  const { browser, length } = await opened(t);
  const before = await length();
  await browser.press(TITLE);
  await browser.until("the product is shown", () => browser.seen(DETAIL));
  assert.equal(await length(), before + 1);
  await browser.back();
  await browser.until("the way back closes it", async () => !(await browser.seen(DETAIL)));
  assert.ok((await browser.address()).endsWith("/"), "and the page is the same");
  await browser.press(TITLE);
  await browser.press(CLOSE);
  await browser.until("it is closed", async () => !(await browser.seen(DETAIL)));
  await browser.forth();
  assert.equal(await browser.seen(DETAIL), false, "nothing is left to go forth to but the page itself");
  assert.equal(await length(), before + 1, "a page's history grows by one at the most");
});

test("b6: the cart opens from a product in its place, and a further step back is the page before", async (t) => {
  const { browser, site } = await opened(t);
  await browser.visit(`${site.origin}/other`);
  await browser.visit(site.origin);
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  await browser.press(TITLE);
  await browser.press(`${DETAIL} >>> [data-do="another"]`);
  await browser.press('tsampa-shop >>> dialog >>> [part~="add"]', "Add");
  await browser.press(`${DETAIL} >>> [data-do="open"]`);
  await browser.until("the cart is open alone", async () => (await browser.seen(DRAWER)) && !(await browser.seen(DETAIL)));
  await browser.until("it holds both pieces", async () => (await browser.text('tsampa-cart >>> [part~="count"]')) === "2");
  await browser.back();
  await browser.until("the way back closes it", async () => !(await browser.seen(DRAWER)));
  await browser.back();
  await browser.until("the page before is there", async () => (await browser.address()).endsWith("/other"));
});

for (const [how, goOn] of Object.entries({ "a route of its own": 'history.pushState(null, "", "?route=2")', "a place of its own": 'location.hash = "place"' })) {
  test(`b6: the way back from ${how} that the page went on to under an open cart closes the cart, and leads on to the page before`, async (t) => {
    const { browser, site } = await opened(t);
    await browser.visit(`${site.origin}/other`);
    await browser.visit(site.origin);
    await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
    await browser.press('[part~="cart-button"]');
    await browser.until("the cart is open", () => browser.ask("modal", DRAWER));
    await browser.run(goOn);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.ok(await browser.seen(DRAWER), "the page's own step closes nothing");
    await browser.back();
    await browser.until("the way back closes it", async () => !(await browser.seen(DRAWER)));
    assert.equal(await browser.address(), `${site.origin}/`);
    await browser.back();
    await browser.until("the page before is there", async () => (await browser.address()).endsWith("/other"));
  });
}

test("b6: in firefox, which keeps the page that is left for the checkout, the way back closes the cart that is still open", async (t) => {
  const { browser, site } = await opened(t, { engine: "firefox", headers: () => ({ "cache-control": "max-age=0" }) });
  await browser.strike('tsampa-shop >>> [part~="add"]');
  await browser.until("it is in the cart", async () => (await browser.text('tsampa-cart >>> [part~="count"]')) === "1");
  await browser.press('[part~="cart-button"]');
  await browser.until("the cart is open", () => browser.ask("modal", DRAWER));
  await browser.run("window.kept = true");
  await browser.press('[part~="checkout"]');
  await browser.until("the checkout is open", async () => (await browser.address()).includes("/checkout/"));
  await browser.back();
  await browser.until("the page is back as it was", () => browser.run("return window.kept && document.readyState === 'complete'"));
  await browser.until("with its cart", () => browser.ask("modal", DRAWER));
  await browser.back();
  await browser.until("the cart is closed", async () => !(await browser.seen(DRAWER)));
  assert.equal(await browser.address(), `${site.origin}/`);
});

for (const engine of Object.keys(ENGINES)) {
  test(`b6: in ${engine} a page that goes on to a route of its own stays there when a dialog closes`, async (t) => {
    const { browser } = await opened(t, { engine });
    const routed = () => browser.run('history.pushState({ route: 2 }, "", "?route=2")');
    const stays = async (what) => {
      await new Promise((resolve) => setTimeout(resolve, 300)); // For a step back that would come.
      assert.ok((await browser.address()).endsWith("?route=2"), what);
    };
    await browser.press('[part~="cart-button"]');
    await browser.until("the cart is open", () => browser.ask("modal", DRAWER));
    await routed();
    await browser.press(`${DRAWER} >>> [part~="close"]`);
    await stays("closed by the buyer");
    await browser.press('[part~="cart-button"]');
    await browser.until("it is open again", () => browser.ask("modal", DRAWER));
    await browser.run('history.replaceState(null, "", "?route=1")');
    await routed();
    await browser.run('document.querySelector("tsampa-cart").replaceWith(document.createElement("tsampa-cart"))');
    await browser.until("the cart is a new one", async () => !(await browser.seen(DRAWER)) && (await browser.seen('[part~="cart-button"]')));
    await browser.press('[part~="cart-button"]');
    await browser.until("the new one is open", () => browser.ask("modal", DRAWER));
    await browser.back();
    await browser.until("the way back closes it", async () => !(await browser.seen(DRAWER)));
    await stays("and leads no further");
  });

  test(`b1: in ${engine} the page behind a dialog stays where it was and as wide, whatever is turned`, async (t) => {
    const { browser } = await opened(t, { engine });
    const where = async () => [await browser.ask("where"), await browser.ask("sizes", [LIST, CARDS])];
    for (const [opener, dialog] of [[TITLE, DETAIL], ['[part~="cart-button"]', DRAWER]]) {
      const point = await browser.place(opener); // It scrolls there.
      const before = await where();
      await browser.pressAt(point);
      await browser.until("the dialog is shown", () => browser.seen(dialog));
      assert.deepEqual(await where(), before);
      await browser.until("it shuts the page off", () => browser.ask("modal", dialog));
      await new Promise((resolve) => setTimeout(resolve, 100)); // What turns the page, in another process, hears of it with the next frame.
      for (const x of [20, WIDE - 40]) await browser.turn({ x, y: 300 }, 400); // Over the page behind it, and over its sheet.
      assert.deepEqual(await where(), before, "the wheel does not move the page");
      await browser.press(`${dialog} >>> [part~="close"]`);
      await browser.until("it is closed", async () => !(await browser.seen(dialog)));
      assert.deepEqual(await where(), before);
    }
    if (engine === "webkit") return; // Its driver turns no wheel.
    await browser.turn({ x: 20, y: 300 }, 400);
    await browser.until("now the wheel moves the page", async () => (await where())[0][1] > 0);
  });
}

for (const engine of Object.keys(ENGINES)) {
  test(`in ${engine} the focus is in the dialog that is open, and after a product and the cart it is where it was before the first`, async (t) => {
    const { browser } = await opened(t, { engine });
    await browser.strike(TITLE);
    await browser.until("the product is shown", () => browser.ask("modal", DETAIL));
    await browser.strike('tsampa-shop >>> dialog >>> [part~="add"]');
    await browser.strike(`${DETAIL} >>> [data-do="open"]`);
    await browser.until("the cart is open alone", async () => (await browser.ask("modal", DRAWER)) && !(await browser.seen(DETAIL)));
    assert.ok(await browser.ask("focusIsIn", DRAWER), await browser.ask("focused"));
    await browser.key("Escape");
    await browser.until("the cart is closed", async () => !(await browser.seen(DRAWER)));
    await browser.until("the title has the focus", () => browser.ask("focusIsIn", TITLE));
  });
}

for (const engine of Object.keys(ENGINES)) {
  test(`b6: in ${engine} an open cart that the page carries elsewhere shuts the page off as before, and leads back once`, async (t) => {
    const { browser } = await cartOpened(t, engine);
    await browser.run('document.body.append(document.querySelector("tsampa-cart"))');
    await browser.until("it is modal there, too", () => browser.ask("modal", DRAWER));
    assert.ok(await browser.ask("focusIsIn", DRAWER), await browser.ask("focused"));
    await browser.key("Escape");
    await browser.until("a key closes it", async () => !(await browser.seen(DRAWER)));
    await browser.until("the opener has the focus again", async () => (await browser.ask("focused")).includes("cart-button"));
    await browser.back();
    await browser.until("the page before is there", async () => (await browser.address()).endsWith("/other"));
  });

  for (const [how, take] of Object.entries({ "is taken away with its element": "cart.remove()", "its element draws anew": 'cart.mode = "inline"' })) {
    test(`b6: in ${engine} an open cart that ${how} leaves no step of the way back`, async (t) => {
      const { browser, site } = await cartOpened(t, engine);
      await browser.run(`const cart = document.querySelector("tsampa-cart"); ${take}`);
      await new Promise((resolve) => setTimeout(resolve, 500)); // For the step back that its closing takes.
      assert.equal(await browser.address(), `${site.origin}/`);
      await browser.back();
      await browser.until("the page before is there", async () => (await browser.address()).endsWith("/other"));
    });
  }
}

test("a product in full closes where the page shows other goods, and stays where these are among them", async (t) => {
  const { browser, length } = await opened(t);
  const before = await length();
  const wants = (words) => browser.run(`Object.assign(document.querySelector("tsampa-shop"), ${JSON.stringify(words)})`);
  await wants({ ids: "p_tsampa,p_honey" });
  await browser.until("these are there", async () => (await browser.count(CARDS)) === 2);
  await browser.press(TITLE);
  await browser.until("the product is shown", () => browser.ask("modal", DETAIL));
  await wants({ ids: "p_tsampa", lang: "fr" });
  await browser.until("the list is another one", async () => (await browser.count(CARDS)) === 1);
  assert.ok(await browser.ask("modal", DETAIL), "the product is among them");
  await wants({ ids: "p_honey" });
  await browser.until("it closes", async () => !(await browser.seen(DETAIL)));
  await browser.forth();
  assert.equal(await length(), before + 1, "with its step of the way back");
  assert.ok(!(await browser.texts("tsampa-shop >>> .told .saying")).length, "nobody said that it is sold no more");
});

/** The cart lies open over a page that was come to from another one. */
async function cartOpened(t, engine) {
  const scene = await opened(t, { engine });
  const { browser, site } = scene;
  await browser.visit(`${site.origin}/other`);
  await browser.visit(site.origin);
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  await browser.press('[part~="cart-button"]');
  await browser.until("the cart is open", () => browser.ask("modal", DRAWER));
  return scene;
}

async function opened(t, how = {}) {
  let origin;
  const pages = { get "/"() { return page(origin); }, "/other": "<!doctype html><title>Another page</title>" };
  const scene = await given(t, { pages, ...how });
  origin = scene.market.origin;
  await scene.browser.visit(scene.site.origin);
  await scene.browser.until("the goods are there", async () => (await scene.browser.count(CARDS)) === 12);
  return { ...scene, length: () => scene.browser.ask("steps") };
}
