import assert from "node:assert/strict";
import { test } from "node:test";

import { Front } from "./support/front.mjs";
import { given } from "./support/given.mjs";
import { Market } from "./support/market.mjs";

const CARDS = '[part~="list"] > [part~="card"]';
const COUNT = 'tsampa-cart >>> [part~="count"]';
const REST = /\.rest\.wasm$/;
const AUTHOR = /\.author\.mjs$/;

test("a first view fetches the loader, a module and a Wasm of ours; the rest comes with the first gesture", async (t) => {
  const { site, browser, front } = await scene(t);
  await browser.visit(site.origin);
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  await later(500);
  const files = front.asked.filter((url) => url.startsWith("/sdk/"));
  assert.equal(files.length, 3, files.join(" "));
  assert.ok(!files.some((file) => REST.test(file)), files.join(" "));
  assert.deepEqual(front.asked.filter((url) => url.includes("/carts")), [], "an empty cart asks for nothing");
  const kept = await browser.run("return indexedDB.databases().then((all) => all.map(({ name }) => name))");
  assert.deepEqual(kept, [], "who only looks leaves nothing behind");

  await browser.press('tsampa-shop >>> [part~="add"]');
  await browser.until("the press counts", async () => (await browser.text(COUNT)) === "1");
  assert.equal(front.asked.filter((url) => REST.test(url)).length, 1);

  // It is shown before it is stored, and stored before the business is asked.
  await browser.until("the business was asked", () => front.asked.some((url) => url.includes("/carts")));
  await browser.reload();
  await browser.until("the stored cart is back without a gesture", async () => (await browser.text(COUNT)) === "1");
});

for (const [engine, what, part] of [
  ["chromium", "the rest of the Wasm", REST],
  ...["chromium", "firefox", "webkit"].map((engine) => [engine, "the module that comes with it", /\.rest\.mjs/]),
]) {
  test(`in ${engine} a press made while ${what} cannot be had waits for it, and counts`, async (t) => {
    const { site, browser, front } = await scene(t, { engine });
    front.refuses = (url) => part.test(url);
    await browser.visit(site.origin);
    await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
    await browser.press('tsampa-shop >>> [part~="add"]');
    await browser.until("it was asked for", () => front.asked.some((url) => part.test(url)));
    await browser.until("the button shows that it waits", () => browser.seen("tsampa-shop >>> [data-busy]"));
    front.refuses = () => false;
    await browser.until("the press counts", async () => (await browser.text(COUNT)) === "1");
  });
}

test("where the words of the rest cannot be had, the page goes on in English and its author is told", async (t) => {
  const { site, browser, front } = await scene(t, { lang: "zh" });
  front.refuses = (url) => /zh\.rest\.json/.test(url);
  await browser.visit(site.origin);
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  assert.match(await browser.text('[part~="add"] .word'), /加入购物车/);
  await browser.press('tsampa-shop >>> [part~="add"]');
  await browser.until("the press counts", async () => (await browser.text(COUNT)) === "1");
  await browser.press("tsampa-cart >>> button");
  await browser.until("checkout is offered in English", () => browser.seen('tsampa-cart >>> [part~="checkout"]', "Checkout"));
  assert.ok((await browser.console()).some((line) => line.includes("locales/zh.rest.json could not be read")));
});

test("words that come late are said from then on", async (t) => {
  const { site, browser, front } = await scene(t, { lang: "zh" });
  const checkout = (word) => browser.until(`checkout is offered as ${word}`, () => browser.seen('tsampa-cart >>> [part~="checkout"]', word));
  front.keeps = (url) => /zh\.json/.test(url);
  await browser.visit(site.origin);
  await browser.until("after a while the goods are shown in English", () => browser.seen('tsampa-shop >>> [part~="add"]', "Add to cart"));
  front.release();
  await browser.until("the words are there", () => browser.seen('tsampa-shop >>> [part~="add"]', "加入购物车"));

  front.keeps = (url) => /zh\.rest\.json/.test(url);
  await browser.reload();
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  await browser.press('tsampa-shop >>> [part~="add"]');
  await browser.until("the press counts", async () => (await browser.text(COUNT)) === "1");
  await browser.press("tsampa-cart >>> button");
  await checkout("Checkout");
  front.release();
  await checkout("去结算");
});

test("words that come late, and before the code that says them, are said once that is here", async (t) => {
  const { site, browser, front } = await scene(t, { lang: "zh" });
  front.keeps = (url) => /zh\.rest\.json/.test(url);
  front.refuses = (url) => REST.test(url);
  await browser.visit(site.origin);
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  await browser.press('tsampa-shop >>> [part~="add"]');
  await browser.until("the words are waited for in vain", async () => (await browser.console()).some((line) => line.includes("zh.rest.json could not be read")));
  front.release();
  await later(500);
  front.refuses = () => false;
  await browser.until("the press counts", async () => (await browser.text(COUNT)) === "1");
  await browser.press("tsampa-cart >>> button");
  await browser.until("checkout is offered in Chinese", () => browser.seen('tsampa-cart >>> [part~="checkout"]', "去结算"));
});

for (const [file, add] of [["zh", /Add to cart/], ["zh.rest", /加入购物车/]]) {
  test(`where ${file}.json is another page, English is shown, the page's own words stay, and its author is told`, async (t) => {
    const own = '<script type="application/json" data-tsampa-words>{"checkout": "Pay now"}</script>';
    const { site, browser, front } = await scene(t, { lang: "zh", own });
    front.instead = (url) => url.endsWith(`/locales/${file}.json`) && "<!doctype html><title>Home</title>";
    await browser.visit(site.origin);
    await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
    assert.match(await browser.text('[part~="add"] .word'), add);
    await browser.press('tsampa-shop >>> [part~="add"]');
    await browser.until("the press counts", async () => (await browser.text(COUNT)) === "1");
    await browser.press("tsampa-cart >>> button");
    await browser.until("the page's own word is there", () => browser.seen('tsampa-cart >>> [part~="checkout"]', "Pay now"));
    assert.equal(await browser.text("tsampa-cart >>> .estimate"), "Estimate. Shipping and discounts are settled at checkout.");
    assert.ok((await browser.console()).some((line) => line.includes(`locales/${file}.json could not be read`)));
  });
}

test("a press that waited for the rest of the code opens the cart where the page wants that", async (t) => {
  const { site, browser, front } = await scene(t, { said: 'after-add="open"' });
  front.refuses = (url) => REST.test(url);
  await browser.visit(site.origin);
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  await browser.press('tsampa-shop >>> [part~="add"]');
  await browser.until("the button shows that it waits", () => browser.seen("tsampa-shop >>> [data-busy]"));
  front.refuses = () => false;
  await browser.until("the drawer is open and shows it", () => browser.seen('tsampa-cart >>> [part~="drawer"] [part~="line"]'));
});

for (const [what, said, times] of [["nothing", "", 0], ["two flaws", 'country="China" sort="cheap"', 1]]) {
  test(`a page with ${what} to tell its author asks for the words of that ${times ? "once" : "never"}`, async (t) => {
    const { site, browser, front } = await scene(t, { said });
    await browser.visit(site.origin);
    await browser.press('tsampa-shop >>> [part~="add"]');
    await browser.until("the press counts", async () => (await browser.text(COUNT)) === "1");
    const told = [/has country=.*China.* for instance .*CN/, /has sort=.*cheap.* one of these: .*newest/].slice(0, 2 * times);
    await browser.until("each flaw is told", async () => allTold(await browser.sentences(), told));
    assert.equal(front.asked.filter((url) => AUTHOR.test(url)).length, times);
  });
}

test("a shop that finds nothing by what its author wrote says so on the console, and not of a buyer's search", async (t) => {
  const { site, browser } = await scene(t, { said: 'seller="gyangze-barly"' });
  await browser.visit(site.origin);
  const told = [/has nothing for \S+shop seller=.*gyangze-barly.*\. Look whether/];
  await browser.until("the author is told", async () => allTold(await browser.sentences(), told));
  const other = await scene(t, { said: 'seller="gyangze-barley" search' });
  await other.browser.visit(other.site.origin);
  await other.browser.until("the goods are there", async () => (await other.browser.count(CARDS)) > 1);
  await other.browser.write('tsampa-shop >>> [part~="search"]', "no such thing");
  await other.browser.until("nothing is found", () => other.browser.seen('tsampa-shop >>> [part~="empty"]'));
  assert.deepEqual((await other.browser.sentences()).filter((sentence) => sentence.startsWith("tsampa: ")), []);
});

test("where the words for its author cannot be had, a page says the gist of what is wrong, and where", async (t) => {
  const { site, browser, front } = await scene(t, { said: 'country="China" sort="cheap"' });
  front.refuses = (url) => AUTHOR.test(url);
  await browser.visit(site.origin);
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  const told = [/no code: tsampa-shop country China CN \(\S+\.author\.mjs /, /none of these: tsampa-shop sort cheap .*newest/];
  await browser.until("each flaw is told", async () => allTold(await browser.sentences(), told));
});

test("lists whose goods come one after the other are drawn in one frame, the last at once", async (t) => {
  const head = `<script>
    const [real, answers, frames] = [fetch, [], []];
    fetch = async (...asked) => {
      const answer = await real(...asked);
      if (/catalog.search/.test(asked[0])) await new Promise((come) => answers.push(come));
      return answer;
    };
    requestAnimationFrame = (work) => frames.push(work);
  </script>`;
  const { site, browser } = await scene(t, { head, own: '<tsampa-shop limit="2"></tsampa-shop><tsampa-shop limit="3"></tsampa-shop>' });
  const shown = () => browser.run('return [...document.querySelectorAll("tsampa-shop")].filter(({ shadowRoot }) => shadowRoot.querySelector(".list .card")).length');
  const come = () => browser.run("answers.shift()()");
  await browser.visit(site.origin);
  await browser.until("all three have asked", () => browser.run("return answers.length === 3"));
  for (const _ of [1, 2]) {
    await come();
    await later(300);
    assert.equal(await shown(), 0, "it waits for the frame: there is more to come");
  }
  await browser.run("frames.splice(0).forEach((work) => work(performance.now()))");
  assert.equal(await shown(), 2);
  await come();
  await browser.until("nothing more is to come", async () => (await shown()) === 3);
});

for (const [screen, width, steps] of [["phone", 412, [6, 12]], ["desk", 1280, [12]]]) {
  test(`twelve new cards come in ${steps.length} frame${steps.length > 1 ? "s" : ""} on a screen as wide as a ${screen}'s, and come back whole`, async (t) => {
    const head = counting(width, "if (count !== steps.at(-1)) steps.push(count)", "const steps = [0]");
    const { site, browser } = await scene(t, { head });
    await browser.visit(site.origin);
    await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
    await browser.run('const shop = document.querySelector("tsampa-shop"); shop.setAttribute("limit", "8")');
    await browser.until("others are there", async () => (await browser.count(CARDS)) === 8);
    await browser.run('document.querySelector("tsampa-shop").setAttribute("limit", "12")');
    await browser.until("all are there again", async () => (await browser.count(CARDS)) === 12);
    // What stands there already makes room at once.
    assert.deepEqual(await browser.run("return steps"), [0, ...steps, 8, 12]);
  });
}

// Chromium keeps pictures that never left a place for good, and with them all that they stand in.
test("a shop that goes between its two frames leaves no card behind", async (t) => {
  const head = counting(412, 'if (count === 6 && this.isConnected) this.remove(), window.gone = root.querySelector(".list")');
  const { site, browser } = await scene(t, { head });
  await browser.visit(site.origin);
  await browser.until("it has gone after the first", () => browser.run("return !!window.gone"));
  await browser.until("and its cards are in no list", () => browser.run("return !gone.isConnected && !gone.parentNode"));
});

/** Of a page on a screen so wide: does this at each change in a shop, which is `this`; `count` is how many cards its list has. */
function counting(width, work, before = "") {
  return `<script>
    ${before};
    Object.defineProperty(screen, "width", { value: ${width} });
    const { attachShadow } = Element.prototype;
    Element.prototype.attachShadow = function (how) {
      const root = attachShadow.call(this, how);
      const look = () => {
        const count = root.querySelectorAll(".list > .card").length;
        ${work};
      };
      if (this.localName === "tsampa-shop") new MutationObserver(look).observe(root, { childList: true, subtree: true });
      return root;
    };
  </script>`;
}

/** What the SDK said are these sentences, in this order or another, and no more. */
function allTold(sentences, told) {
  const ours = sentences.filter((sentence) => sentence.startsWith("tsampa: "));
  return ours.length === told.length && told.every((one) => ours.some((sentence) => one.test(sentence)));
}

/** A page whose SDK and API both come through a front. */
async function scene(t, { engine = "chromium", lang = "en", said = "", head = "", own = "" } = {}) {
  const front = await Front.open();
  t.after(() => front.close());
  const page = `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>A page</title>${head}
    <script async src="${front.origin}/sdk/v1/tsampa.js"></script></head>
    <body>${own}<tsampa-cart></tsampa-cart><tsampa-shop limit="12" ${said}></tsampa-shop></body></html>`;
  const { site, browser } = await given(t, { engine, pages: { "/": page } });
  const market = await Market.start({ publicUrl: front.origin });
  t.after(() => market.close());
  front.behind = market.origin;
  return { site, browser, front };
}

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
