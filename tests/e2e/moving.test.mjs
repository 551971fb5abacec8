/** Pages that move under the widget: elements carried about, bodies swapped, pages left and come back to, places kept free. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { ENGINES } from "./support/engines.mjs";
import { Front } from "./support/front.mjs";
import { given } from "./support/given.mjs";

const CARDS = '[part~="list"] > [part~="card"]';
const COUNT = 'tsampa-cart >>> [part~="count"]';
const html = (body, head = "") => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>${head}
  <script async src="http://127.0.0.1:7420/sdk/v1/tsampa.js" data-partner="tourism-gyangze"></script></head><body>${body}</body></html>`;
const WIDGETS = '<main><tsampa-cart></tsampa-cart><tsampa-shop limit="12"></tsampa-shop></main><aside></aside>';

test("d10: elements moved and removed a thousand times shop on, and ask for nothing more", async (t) => {
  const { browser, site, market } = await given(t, { pages: { "/": html(WIDGETS) } });
  await browser.visit(site.origin);
  await shown(browser);
  await browser.press(`${CARDS} [part~="add"]`);
  await pieces(browser, "1");
  await browser.until("it is confirmed", () => browser.seen("tsampa-cart >>> .sum:not([data-open])"));
  const asked = () => browser.driver.executeScript(`return performance.getEntriesByType("resource").filter(({ name }) => name.startsWith(${JSON.stringify(`${market.origin}/ucp`)})).length`);
  const before = await asked();
  await browser.driver.executeAsyncScript(`
    const done = arguments[0], shop = document.querySelector("tsampa-shop"), cart = document.querySelector("tsampa-cart");
    const places = [document.querySelector("main"), document.querySelector("aside")];
    (async () => {
      for (let turn = 0; turn < 1000; turn++) {
        places[turn % 2].append(cart, shop);
        if (turn % 3 === 0) { shop.remove(); places[0].append(shop); }
        if (turn % 50 === 0) await new Promise(requestAnimationFrame);
      }
      done();
    })();`);
  await shown(browser);
  assert.equal(await asked(), before, "what is moved was never removed");
  await browser.press(`${CARDS} [part~="add"]`);
  await pieces(browser, "2");
});

test("d10: a body swapped for another, as Turbo does it, has a shop with the same cart", async (t) => {
  const { browser, site } = await given(t, { pages: { "/": html(WIDGETS) } });
  await browser.visit(site.origin);
  await shown(browser);
  await browser.press(`${CARDS} [part~="add"]`);
  await pieces(browser, "1");
  for (let visit = 0; visit < 3; visit++) {
    await browser.driver.executeScript(`
      const body = document.createElement("body");
      for (const tag of ["tsampa-cart", "tsampa-shop"]) body.append(document.createElement(tag));
      document.documentElement.replaceChild(body, document.body);
      history.pushState({ turbo: true }, "", "/visit-" + ${visit});`);
    await shown(browser);
    await pieces(browser, String(visit + 1));
    await browser.press(`${CARDS} [part~="add"]`);
    await pieces(browser, String(visit + 2));
  }
});

test("what the buyer searched for stays where the page changes for whom it shows goods, and goes where it shows others", async (t) => {
  const { browser, site } = await given(t, { pages: { "/": html('<tsampa-shop search limit="4"></tsampa-shop>') } });
  const titles = async () => (await browser.texts(`${CARDS} >>> [part~="title"]`)).join();
  const box = () => browser.run('return document.querySelector("tsampa-shop").shadowRoot.querySelector("input").value');
  const changed = async (words) => {
    await browser.run(`window.viewed = 0; addEventListener("tsampa-view", () => viewed++, { once: true });
      Object.assign(document.querySelector("tsampa-shop"), ${JSON.stringify(words)})`);
    await browser.until("the goods are there", () => browser.run("return viewed > 0"));
  };
  await browser.visit(site.origin);
  await browser.until("all goods are there", async () => (await browser.count(CARDS)) === 4);
  await browser.write("tsampa-shop >>> input", "honey");
  await browser.key("Enter");
  await browser.until("it is found", async () => /honey/i.test(await titles()));
  const found = await browser.count(CARDS);
  for (const words of [{ limit: "5" }, { sort: "newest" }, { currency: "CNY", country: "DE" }]) {
    await changed(words);
    await browser.until("it is still what is shown", async () => (await browser.count(CARDS)) === found && /honey/i.test(await titles()));
    assert.equal(await box(), "honey");
  }
  await changed({ query: "barley" });
  await browser.until("the page's own choice is shown", async () => /barley/i.test(await titles()));
  assert.equal(await box(), "", "and the box is empty");
});

test("a page come back to shows what was added meanwhile on another", async (t) => {
  const { browser, site } = await given(t, { pages: { "/": html(WIDGETS), "/other": html(WIDGETS) } });
  await browser.visit(site.origin);
  await shown(browser);
  await browser.press(`${CARDS} [part~="add"]`);
  await pieces(browser, "1");
  await browser.visit(`${site.origin}/other`);
  await shown(browser);
  // This page keeps no place for the cart's button: what stands below it moves when it comes, and a press goes beside.
  await pieces(browser, "1");
  await browser.press(`${CARDS} [part~="add"]`);
  await pieces(browser, "2");
  await browser.back();
  await pieces(browser, "2");
  await browser.press(`${CARDS} [part~="add"]`);
  await pieces(browser, "3");
});

test("d10: what is mounted and unmounted six hundred times leaves nothing behind", async (t) => {
  const { browser, site } = await given(t, { pages: { "/": html("<main></main>", "<style>main { display: grid } main > * { grid-area: 1 / 1 }</style>") } }); // All in sight.
  await browser.visit(site.origin);
  const turn = (times) => browser.driver.executeAsyncScript(MOUNT, times);
  const left = async () => {
    await browser.command("HeapProfiler.collectGarbage");
    return browser.command("Memory.getDOMCounters");
  };
  await turn(20);
  const before = await left();
  await turn(300);
  // The last ones may be held a moment longer, by a frame or a request that is on its way.
  await browser.until(`no more is left than ${before.nodes} nodes and ${before.jsEventListeners} listeners`, async () => {
    const { nodes, jsEventListeners } = await left();
    return nodes < before.nodes + 50 && jsEventListeners < before.jsEventListeners + 5;
  });
});

/** Mounts ten carts and cards at once, waits until all are drawn, and takes them out again: so many in all. */
const MOUNT = `
  const [times, done] = arguments, main = document.querySelector("main");
  const drawn = ({ shadowRoot }) => shadowRoot?.querySelector(".root > div:not([hidden]) [part]");
  (async () => {
    for (let mounted = 0; mounted < times; mounted += 10) {
      for (let pair = 0; pair < 10; pair++) {
        main.append(document.createElement("tsampa-cart"), document.createElement("tsampa-product"));
        main.lastChild.setAttribute("item", "p_tsampa");
      }
      while (![...main.children].every(drawn)) await new Promise((resume) => setTimeout(resume, 5));
      main.replaceChildren();
    }
    done();
  })();`;

test("d3: a card three screens down asks for nothing until it comes near, and takes the place that was kept for it", async (t) => {
  const body = `<tsampa-cart></tsampa-cart><div style="height:300vh"></div>
    <tsampa-product item="p_tsampa" style="display:block;width:200px;min-height:560px"></tsampa-product><p>After it.</p>`;
  const { browser, site, market } = await given(t, { pages: { "/": html(body) } });
  await browser.visit(site.origin);
  await browser.until("the cart is drawn", () => browser.seen('[part~="cart-button"]'));
  const asked = () => browser.run("return performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.startsWith(arguments[0]))", `${market.origin}/ucp`);
  const height = () => browser.run("return document.documentElement.scrollHeight");
  const before = await height();
  await browser.run("return new Promise((done) => setTimeout(done, 300))"); // What is not asked for now is not on its way either.
  assert.deepEqual(await asked(), []);
  await browser.bring("tsampa-product");
  await browser.until("it is there", () => browser.seen('tsampa-product >>> [part~="add"]'));
  assert.ok((await asked()).length > 0);
  assert.equal(await height(), before);
});

test("b3, d3: with the printed snippet nothing on the page moves while the shop comes", async (t) => {
  const watch = "<script>window.shifts = []; new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value, sources }) => [value, sources.map(({ node }) => node?.outerHTML ?? String(node))]))).observe({ type: 'layout-shift', buffered: true })</script>";
  const { browser, site } = await given(t, { pages: { "/": html(SNIPPET, watch) } });
  await browser.visit(site.origin);
  await shown(browser);
  await browser.until("every picture in sight is there", () => browser.driver.executeScript(PICTURED));
  await browser.until("it has settled", () => browser.ask("still"));
  assert.deepEqual(await browser.driver.executeScript("return window.shifts"), []);
});

for (const engine of Object.keys(ENGINES)) {
  test(`d10: in ${engine} an element that was in another document, for a moment or longer, sells and looks as before`, async (t) => {
    const { browser, site } = await given(t, { pages: { "/": html(`${WIDGETS}<iframe></iframe>`) }, engine });
    await browser.visit(site.origin);
    await shown(browser);
    const places = () => browser.run(`const { shadowRoot } = document.querySelector("tsampa-shop");
      return [...shadowRoot.querySelectorAll("[part~=card]")].map((card) => card.getBoundingClientRect()).map(({ x, width }) => [x, width].map(Math.round))`);
    const before = await places();
    for (const wait of ["", "await new Promise((done) => setTimeout(done, 200));"]) {
      await browser.run(`return (async () => {
        const elements = [...document.querySelectorAll("main > *")], place = document.querySelector("iframe").contentDocument.body;
        place.append(...elements);
        ${wait}
        document.querySelector("main").append(...elements);
      })()`);
      await shown(browser);
      await browser.until("the cards stand where they stood", async () => JSON.stringify(await places()) === JSON.stringify(before));
    }
    // One that was made here and went there first shows what stands inside it, and disturbs nobody.
    await browser.run(`const element = document.createElement("tsampa-product"); element.setAttribute("item", "p_tsampa");
      document.querySelector("iframe").contentDocument.body.append(element);`);
    await browser.press(`${CARDS} [part~="add"]`);
    await pieces(browser, "1");
    assert.deepEqual(await browser.sentences(), []);
  });

  test(`d3: in ${engine} nothing moves when the pictures come`, async (t) => {
    const front = await Front.open();
    t.after(() => front.close());
    front.keeps = (url) => url.startsWith("/media/");
    const { browser, site } = await given(t, { pages: { "/": html(SNIPPET) }, front, engine });
    await browser.visit(site.origin);
    await shown(browser);
    const boxes = () => browser.driver.executeScript(`const { shadowRoot } = document.querySelector("tsampa-shop");
      const all = [...document.body.children, ...shadowRoot.querySelectorAll("[part]")].map((element) => element.getBoundingClientRect());
      return all.map(({ x, y, width, height }) => [x, y, width, height].map(Math.round));`);
    await browser.until("it has settled", () => browser.ask("still"));
    const before = await boxes();
    assert.ok(front.held.length > 0 && before.length > 60, `${front.held.length} pictures were kept back, ${before.length} boxes looked at`);
    front.release();
    await browser.until("every picture in sight is there", () => browser.driver.executeScript(PICTURED));
    assert.deepEqual(await boxes(), before);
  });
}

const SNIPPET = `<h1>A page</h1><tsampa-cart style="display:inline-block;min-width:48px;min-height:44px"></tsampa-cart>
  <tsampa-shop limit="12" style="display:block;min-height:100vh"><a href="/">Visit the shop</a></tsampa-shop><p>After it.</p>`;
const PICTURED = "return [...document.querySelector('tsampa-shop').shadowRoot.querySelectorAll('img')].slice(0, 4).every((image) => image.complete && image.naturalWidth)";
const shown = (browser) => browser.until("twelve cards are shown", async () => (await browser.count(CARDS)) === 12);
const pieces = (browser, count) => browser.until(`the cart has ${count} pieces`, async () => (await browser.text(COUNT)) === count);
