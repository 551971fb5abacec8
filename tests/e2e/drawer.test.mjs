/** The cart's drawer as a guest of the page: rows A1, A4 and B2 to B8 of what peers' users complained of. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { ENGINES } from "./support/engines.mjs";
import { given } from "./support/given.mjs";

const CARDS = '[part~="list"] > [part~="card"]';
const COUNT = 'tsampa-cart >>> [part~="count"]';
const DRAWER = 'tsampa-cart >>> [part~="drawer"]';
const html = (body, head = "") => `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page</title>${head}
  <script async src="http://127.0.0.1:7420/sdk/v1/tsampa.js"></script></head><body style="margin:0">${body}</body></html>`;
const SHOP = '<tsampa-cart></tsampa-cart><tsampa-shop limit="12"></tsampa-shop>';

test("a1: the widget makes no frame, so there is none without a title", async (t) => {
  const { browser } = await shown(t, html(SHOP));
  await browser.press('tsampa-shop >>> [part~="title"]');
  await browser.until("the product is shown", () => browser.seen('tsampa-shop >>> [part~="detail"]'));
  await browser.key("Escape");
  await opened(browser);
  assert.equal(await browser.count("iframe, frame, object, embed"), 0);
});

test("a4: a widget that is closed catches no press outside of its own boxes", async (t) => {
  const { browser } = await shown(t, html(`<main style="height:400px">Words of the page</main><div style="width:50%">${SHOP}</div>`));
  await browser.press(`${CARDS} [part~="add"]`);
  await opened(browser);
  await browser.until("the drawer covers the page", async () => (await browser.run(CAUGHT)).length > 50);
  await browser.key("Escape");
  await browser.run("scrollTo({ top: 0, behavior: 'instant' })");
  await browser.until("nothing of it lies over the page any more", async () => (await browser.run(CAUGHT)).length === 0);
});

test("a second tap on what went at the first one is not for what came up in its place", async (t) => {
  const { browser } = await shown(t, html(SHOP));
  await browser.command("Emulation.setDeviceMetricsOverride", { width: 360, height: 640, deviceScaleFactor: 1, mobile: true });
  for (const place of [1, 2, 3]) await browser.strike(`${CARDS}:nth-child(${place}) [part~="add"]`);
  await browser.until("three are in the cart", async () => (await browser.text('tsampa-cart >>> [part~="count"]')) === "3");
  await browser.press('[part~="cart-button"]');
  await browser.until("all lines are there", async () => (await browser.count('[part~="line"]')) === 3);
  await browser.until("nothing moves", () => browser.ask("still"));
  const twice = async (what) => {
    const point = await browser.place(what);
    await browser.pressAt(point, true);
    await new Promise((resolve) => setTimeout(resolve, 500)); // For what should not come.
  };
  await twice(`${DRAWER} >>> [part~="remove"]`);
  assert.equal(await browser.count('[part~="line"]'), 2, "one line went");
  await browser.press(`${DRAWER} >>> [part~="remove"]`);
  await browser.until("later another one goes", async () => (await browser.count('[part~="line"]')) === 1);
  await browser.press('[part~="undo"]');
  await browser.until("it is back", async () => (await browser.count('[part~="line"]')) === 2);
  await twice(`${DRAWER} >>> [part~="close"]`);
  assert.ok(!(await browser.seen(DRAWER)));
  assert.ok(!(await browser.seen('tsampa-shop >>> [part~="detail"]')), "nothing below it was opened");
  assert.equal(await browser.text('tsampa-cart >>> [part~="count"]'), "2", "and nothing added");
});

test("b2: with 20 lines on a screen of 320 × 480 the checkout button stays in sight", async (t) => {
  const { browser } = await shown(t, html(SHOP));
  await browser.command("Emulation.setDeviceMetricsOverride", { width: 320, height: 480, deviceScaleFactor: 2, mobile: true });
  const added = await browser.driver.executeAsyncScript(`
    const done = arguments[0];
    tsampa.connect({}).then(async (shop) => {
      const { products } = await shop.search({ sort: "price_asc", limit: 30 });
      const items = products.flatMap(({ variants }) => variants).filter(({ availability }) => availability?.available !== false).slice(0, 20);
      await Promise.all(items.map(({ id }) => shop.cart.add(id)));
      return items.length;
    }).then(done, (error) => done(String(error)));`);
  assert.equal(added, 20);
  await browser.press('[part~="cart-button"]');
  await browser.until("all lines are there", async () => (await browser.count('[part~="line"]')) === 20);
  const inSight = () => browser.until("the button can be pressed", () => browser.run(IN_SIGHT));
  await inSight();
  await browser.run(`document.querySelector("tsampa-cart").shadowRoot.querySelector("[part=line]:last-child").scrollIntoView({ behavior: "instant" })`);
  await inSight();
});

test("b3: a page that is opened with a full cart never shows the drawer by itself", async (t) => {
  const watch = `<script>window.frames_ = window.flashes = 0; (function look() {
    const dialogs = document.querySelector("tsampa-cart")?.shadowRoot?.querySelectorAll("dialog") ?? [];
    frames_++;
    if ([...dialogs].some((dialog) => dialog.checkVisibility())) flashes++;
    requestAnimationFrame(look);
  })()</script>`;
  const { browser } = await shown(t, html(SHOP, watch));
  await browser.press(`${CARDS} [part~="add"]`);
  await browser.until("it is stored", () => browser.seen("tsampa-cart >>> .sum:not([data-open])"));
  await browser.reload();
  await browser.until("the cart is back, with its lines", async () => (await browser.text(COUNT)) === "1" && (await browser.count('[part~="line"]')) === 1);
  await browser.until("a second of frames has passed", async () => (await browser.run("return frames_")) > 60);
  assert.equal(await browser.run("return flashes"), 0);
  await opened(browser);
  assert.ok((await browser.run("return flashes")) > 0, "the watch would have seen it");
});

test("b4: after an addition comes the drawer, a toast or nothing, as the page's author says", async (t) => {
  const product = (after) => `<tsampa-product id="${after}" item="p_tsampa" after-add="${after}"></tsampa-product>`;
  const { site, browser } = await given(t, { pages: { "/": html(`<tsampa-cart></tsampa-cart>${["none", "toast", "open"].map(product).join("")}`) } });
  await browser.visit(site.origin);
  const follows = async (after, count) => {
    await browser.press(`#${after} >>> [part~="add"]`);
    await browser.until("it counts", async () => (await browser.text(COUNT)) === count);
    return { toast: (await browser.count("tsampa-product >>> .toast")) > 0, drawer: await browser.seen(DRAWER) };
  };
  assert.deepEqual(await follows("none", "1"), { toast: false, drawer: false });
  assert.deepEqual(await follows("toast", "2"), { toast: true, drawer: false });
  await browser.press('#open >>> [part~="add"]');
  await browser.until("the drawer opens", () => browser.seen(DRAWER));
});

for (const engine of Object.keys(ENGINES)) {
  test(`b7: in ${engine} the drawer covers the page in every frame and shuts it off, wherever the cart stands`, async (t) => {
    const watch = `<script>window.covers = []; (function look() {
      const { left, top, right, bottom } = document.querySelector("tsampa-cart")?.shadowRoot?.querySelector("dialog[open]")?.getBoundingClientRect() ?? {};
      if (right) covers.push([left, top, right - document.documentElement.clientWidth, bottom - innerHeight].map(Math.round).join(" "));
      requestAnimationFrame(look);
    })()</script>`;
    const corner = (style) => `<div style="${style}"><tsampa-cart></tsampa-cart></div><p style="position:relative;z-index:9">Over it</p><tsampa-shop limit="1"></tsampa-shop>`;
    for (const style of ["", "transform:translateX(40px);width:120px;height:60px;overflow:hidden", "position:relative;z-index:1;height:60px"]) {
      const { browser } = await shown(t, html(corner(style), watch), { engine, cards: 1 });
      await opened(browser);
      await browser.until("the page is shut off", () => browser.ask("modal", DRAWER));
      assert.deepEqual(await browser.run("return [...new Set(covers)]"), ["0 0 0 0"], style);
    }
  });
}

for (const engine of Object.keys(ENGINES)) {
  test(`b5: in ${engine} a buyer who reaches into the drawer before it shuts the page off stays there`, async (t) => {
    const { browser } = await shown(t, html('<tsampa-cart></tsampa-cart><tsampa-shop limit="1"></tsampa-shop>'), { engine, cards: 1 });
    await browser.press(`${CARDS} [part~="add"]`);
    await browser.until("it is in the cart", async () => (await browser.text(COUNT)) === "1");
    const first = await browser.run(`
      const { shadowRoot } = document.querySelector("tsampa-cart");
      shadowRoot.querySelector("[part~=cart-button]").click();
      const [plus, dialog] = [shadowRoot.querySelector("[data-do=plus]"), shadowRoot.querySelector("dialog")];
      plus.focus();
      return [shadowRoot.activeElement === plus, dialog.open, dialog.matches(":modal")]`);
    assert.deepEqual(first, [true, true, false], "seen, and not yet modal");
    await browser.until("the page is shut off", () => browser.ask("modal", DRAWER));
    assert.equal(await browser.run('return document.querySelector("tsampa-cart").shadowRoot.activeElement.getAttribute("data-do")'), "plus");
  });
}

for (const engine of ["chromium", "webkit"]) {
  test(`b5, b8: in ${engine} a closed cart has no place for the focus, and a second tap at the same point meets nothing of it`, async (t) => {
    const { browser } = await shown(t, html(`<a href="#">A link</a><tsampa-cart style="position:absolute;top:0;right:0"></tsampa-cart><tsampa-shop limit="1"></tsampa-shop>`), { engine, cards: 1 });
    await browser.press(`${CARDS} [part~="add"]`);
    await browser.until("it is in the cart", async () => (await browser.text(COUNT)) === "1");
    const point = await browser.place('[part~="cart-button"]');
    await browser.pressAt(point, true);
    await browser.until("the drawer is open", () => browser.seen(DRAWER));
    await browser.until("its way out lies under the finger", () => browser.ask("onTop", `${DRAWER} >>> [part~="close"]`));
    assert.ok(await browser.seen(DRAWER), "the second tap did not close it");
    await browser.pressAt(await browser.place(`${DRAWER} >>> [part~="close"]`));
    await browser.until("it is closed", async () => !(await browser.seen(DRAWER)));
    await browser.until("the opener has the focus again", async () => (await browser.ask("focused")).includes("cart-button"));
    for (let tabs = 0; tabs < 12; tabs++) {
      await browser.key("Tab");
      assert.ok(!(await browser.ask("focusIsIn", DRAWER)), "the focus is in a closed drawer");
    }
  });
}

test("a cart that nobody can see opens nothing: the first that is seen does, and where there is none the toast leads to the checkout", async (t) => {
  const cart = '<tsampa-cart class="other"></tsampa-cart>';
  const hidden = ["<div hidden>A</div>", '<div style="visibility:hidden">A</div>', "<details><summary>More</summary>A</details>"].map((around) => around.replace("A", "<tsampa-cart></tsampa-cart>"));
  const list = (after) => `<tsampa-shop limit="1" after-add="${after}"></tsampa-shop>`;
  const contents = cart.replace(">", ' style="display:contents">');
  const pages = Object.fromEntries(hidden.flatMap((one, at) => [[`/beside${at}`, html(one + cart + list("open"))], [`/only${at}`, html(one + list("open"))]]));
  const { site, browser } = await given(t, { pages: { ...pages, "/contents": html(hidden[0] + contents + list("open")), "/toast": html(hidden[0] + list("toast")) } });
  const added = async (page) => {
    await browser.visit(site.origin + page);
    await browser.press(`${CARDS} [part~="add"]`);
  };
  for (const page of [...hidden.keys()].map((at) => `/beside${at}`).concat("/contents")) {
    await added(page);
    await browser.until(`the other cart is open on ${page}`, () => browser.ask("modal", `.other >>> [part~="drawer"]`));
  }
  for (const page of [...hidden.keys()].map((at) => `/only${at}`).concat("/toast")) {
    await added(page);
    await browser.until(`the toast leads to the checkout on ${page}`, () => browser.seen(".toast .lead", "Checkout"));
    assert.equal(await browser.run(SHUT), false, `${page} is not shut off`);
  }
});

test("the cart itself tells of a press on checkout, and whoever closes its drawer before the business answers stays on the page", async (t) => {
  const slow = `<script>const { fetch: own } = window; window.fetch = async (...asked) => {
    if (window.slow && String(asked[0].url ?? asked[0]).includes("checkout-sessions")) await new Promise((done) => setTimeout(done, 1500));
    return own(...asked);
  };</script>`;
  const { site, browser } = await shown(t, html('<tsampa-cart></tsampa-cart><tsampa-shop limit="1" after-add="open"></tsampa-shop>', slow), { cards: 1 });
  await browser.run(`
    window.heard = [];
    document.querySelector("tsampa-cart").addEventListener("tsampa-checkout", (event) => (heard.push(event.target.localName), event.preventDefault()), { once: true })`);
  await browser.press(`${CARDS} [part~="add"]`);
  await browser.until("the drawer shuts the page off", () => browser.ask("modal", DRAWER));
  await browser.press('[part~="checkout"]');
  await browser.until("the cart has told", async () => (await browser.run("return heard.join()")) === "tsampa-cart");
  assert.equal(await browser.address(), `${site.origin}/`);
  await browser.run("window.slow = true");
  await browser.press('[part~="checkout"]');
  await browser.key("Escape");
  await new Promise((resolve) => setTimeout(resolve, 3000)); // For a way to the checkout that would come.
  assert.equal(await browser.address(), `${site.origin}/`);
  await browser.press('[part~="cart-button"]');
  await browser.press('[part~="checkout"]');
  await browser.until("who presses again goes there", async () => (await browser.address()).includes("/checkout/"));
});

test("on a page without a cart what was added stays in sight, with a way to the checkout", async (t) => {
  const agreed = `<script>addEventListener("tsampa-cart", ({ detail }) => detail.settled?.then(() => (window.agreed = true)))</script>`;
  const { site, browser } = await given(t, { pages: { "/": html(`${agreed}<main><tsampa-product item="p_honey"></tsampa-product></main>`) } });
  await browser.visit(site.origin);
  await browser.press('tsampa-product >>> [part~="add"]');
  await browser.until("it says so", () => browser.seen("tsampa-product >>> .keep .many", "1 in your cart"));
  // It is shown before it is stored.
  await browser.until("the business agreed", () => browser.run("return window.agreed === true"));
  await browser.reload();
  await browser.until("it says so after a reload", () => browser.seen("tsampa-product >>> .keep .many", "1 in your cart"));
  await browser.run('document.querySelector("main").prepend(document.createElement("tsampa-cart"))');
  await browser.until("the cart is the way now", async () => (await browser.count("tsampa-product >>> .keep")) === 0);
  await browser.run('document.querySelector("tsampa-cart").remove()');
  await browser.press("tsampa-product >>> .keep .lead");
  await browser.until("it leads to the checkout", async () => (await browser.address()).includes("/checkout/"));
});

test("goods that are hidden open nothing, even where the page itself presses them", async (t) => {
  const { browser } = await shown(t, html('<main><tsampa-shop limit="1"></tsampa-shop></main>'), { cards: 1 });
  await browser.press(`${CARDS} [part~="title"]`);
  await browser.until("the product is shown", () => browser.ask("modal", 'tsampa-shop >>> [part~="detail"]'));
  await browser.key("Escape");
  await browser.run(`
    document.querySelector("main").hidden = true;
    document.querySelector("tsampa-shop").shadowRoot.querySelector("[part=title]").click()`);
  await new Promise((resolve) => setTimeout(resolve, 300)); // For a dialog that would come.
  assert.equal(await browser.run(SHUT), false);
});

for (const engine of Object.keys(ENGINES)) {
  test(`in ${engine} a drawer whose place goes while it is open closes, and the page can be used`, async (t) => {
    const { browser } = await shown(t, html(`<header><tsampa-cart></tsampa-cart></header><tsampa-shop limit="1"></tsampa-shop>`), { engine, cards: 1 });
    await opened(browser);
    await browser.until("it shuts the page off", () => browser.ask("modal", DRAWER));
    await browser.run('document.querySelector("header").style.display = "none"');
    await browser.until("the page is no longer shut off", async () => !(await browser.run(SHUT)));
    await browser.press(`${CARDS} [part~="add"]`);
    await browser.until("it goes into the cart", async () => (await browser.text(COUNT)) === "1");
  });
}

test("a press is answered in an inline cart as soon as on its card, and the other cards are left alone", async (t) => {
  const { site, browser } = await given(t, { pages: { "/": html(`<tsampa-cart mode="inline"></tsampa-cart><tsampa-shop limit="4" after-add="none"></tsampa-shop>`) } });
  await browser.visit(site.origin);
  await browser.press(`${CARDS} [part~="add"]`);
  await browser.until("the business agreed", () => browser.seen('tsampa-cart >>> .totals:not([data-open]) [part~="total-row"]'));
  const { lines, counted, touched } = await browser.run(`
    const cards = [...document.querySelector("tsampa-shop").shadowRoot.querySelectorAll(".card")];
    const seen = new MutationObserver(() => {});
    cards.forEach((card) => seen.observe(card, { subtree: true, childList: true, attributes: true, characterData: true }));
    cards[1].querySelector("[part~=add]").click();
    return {
      lines: document.querySelector("tsampa-cart").shadowRoot.querySelectorAll("[part~=line]").length,
      counted: cards[1].querySelector("[part~=quantity]").textContent,
      touched: [...new Set(seen.takeRecords().map(({ target }) => cards.findIndex((card) => card.contains(target))))],
    };
  `);
  assert.deepEqual({ lines, counted, touched }, { lines: 2, counted: "1", touched: [1] });
});

/** Points of a grid over the window where something of the widget lies outside of its elements' own boxes. */
const CAUGHT = `
  const ours = [...document.querySelectorAll("tsampa-cart, tsampa-shop")];
  const within = (x, y) => ours.some((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return x >= left && x <= right && y >= top && y <= bottom;
  });
  const caught = [];
  for (let x = 5; x < innerWidth; x += 25) for (let y = 5; y < innerHeight; y += 25) {
    if (ours.includes(document.elementFromPoint(x, y)) && !within(x, y)) caught.push([x, y]);
  }
  return caught;`;

/** Whether a dialog shuts the page off, seen or not. */
const SHUT = `return [...document.querySelectorAll("tsampa-cart, tsampa-shop")].some(({ shadowRoot }) => shadowRoot?.querySelector("dialog:modal"))`;

/** Whether all of the checkout button lies in what is seen of the page, and on top. */
const IN_SIGHT = `
  const root = document.querySelector("tsampa-cart").shadowRoot;
  const button = root.querySelector("[part~=checkout]");
  const { left, right, top, bottom } = button.getBoundingClientRect();
  const inside = left >= 0 && top >= 0 && right <= visualViewport.width && bottom <= visualViewport.height;
  return inside && button.contains(root.elementFromPoint((left + right) / 2, (top + bottom) / 2));`;

async function shown(t, page, { engine, cards = 12 } = {}) {
  const scene = await given(t, { engine, pages: { "/": page } });
  await scene.browser.visit(scene.site.origin);
  await scene.browser.bring("tsampa-shop");
  await scene.browser.until("the goods are there", async () => (await scene.browser.count(CARDS)) === cards);
  return scene;
}

async function opened(browser) {
  await browser.press('[part~="cart-button"]');
  await browser.until("the drawer is open", () => browser.seen(DRAWER));
}
