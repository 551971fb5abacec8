/** Dark pages, prices by the kilogram, and pages that read from right to left: rows A5, C12 and E4. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { ENGINES } from "./support/engines.mjs";
import { given } from "./support/given.mjs";

const CARDS = '[part~="list"] > [part~="card"]';
const DRAWER = 'tsampa-cart >>> [part~="drawer"]';
const LANGUAGES = ["en", "fr", "zh", "bo"];
const html = (body, { head = "", root = 'lang="en"' } = {}) => `<!doctype html><html ${root}><head><meta charset="utf-8"><title>A page</title>${head}
  <script async src="http://127.0.0.1:7420/sdk/v1/tsampa.js"></script></head><body>${body}</body></html>`;
const SHOP = '<tsampa-cart></tsampa-cart><tsampa-shop limit="12"></tsampa-shop>';

test("a5: the widget is dark where the page says that it is, whatever the system prefers", async (t) => {
  const says = (scheme) => html(SHOP, { head: `<style>:root { color-scheme: ${scheme} }</style>` });
  const pages = { "/silent": html(SHOP), "/light": says("light"), "/dark": says("dark"), "/both": says("light dark"), "/old": html(SHOP, { head: `<script>Object.defineProperty(HTMLElement.prototype, "style", { value: { get color() { return ""; }, set color(_) {} } })</script><style>:root { color-scheme: dark }</style>` }) };
  const { site, browser } = await given(t, { pages });
  const look = async (page, system) => {
    await browser.command("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: system }] });
    await browser.visit(`${site.origin}/${page}`);
    await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
    return browser.run(`
      const shop = document.querySelector("tsampa-shop"), card = shop.shadowRoot.querySelector("[part=card]");
      const ground = (element) => getComputedStyle(element).backgroundColor;
      return { card: ground(card), text: getComputedStyle(card.querySelector("[part=title]")).color, around: ground(shop) }`);
  };
  const light = await look("light", "light");
  const dark = await look("dark", "light");
  assert.notEqual(light.card, dark.card);
  assert.notEqual(light.text, dark.text);
  for (const { around } of [light, dark]) assert.equal(around, "rgba(0, 0, 0, 0)", "no box of another colour around it");
  assert.deepEqual(await look("light", "dark"), light);
  assert.deepEqual(await look("dark", "dark"), dark);
  assert.deepEqual(await look("silent", "dark"), light, "a page that says nothing is light");
  assert.deepEqual(await look("both", "light"), light);
  assert.deepEqual(await look("both", "dark"), dark);
  assert.deepEqual(await look("old", "dark"), light, "a browser that cannot tell is shown light");
});

test("a5: on a dark page that does not say it is dark every word can be read, on grounds of the widget's own and on the page's", async (t) => {
  const body = '<tsampa-product item="p_tsampa" layout="button"></tsampa-product><tsampa-shop search limit="4"></tsampa-shop>';
  const { site, browser } = await given(t, { pages: { "/": html(body, { head: "<style>body { background: #111; color: #eee }</style>" }) } });
  await browser.visit(site.origin);
  await browser.until("it can be narrowed down", async () => (await browser.seen(".kind")) && (await browser.seen(".order")) && (await browser.count(CARDS)) === 5);
  const faint = await browser.run(`${CONTRAST} return contrasts("tsampa-product .price, tsampa-product .word, .kind, .order, .seek").filter(([, contrast]) => contrast < 4.5)`);
  assert.deepEqual(faint, []);
});

for (const engine of Object.keys(ENGINES)) {
  test(`in ${engine} prices in yuan are written as the browser itself writes them, whoever does it`, async (t) => {
    const tags = ["en", "en-US", "en-GB", "zh", "zh-CN", "zh-Hans", "zh-Hans-CN", "zh-TW", "fr"];
    const body = tags.map((tag) => `<tsampa-shop lang="${tag}" limit="2" sort="price_desc"></tsampa-shop>`).join("");
    const { site, browser } = await given(t, { engine, pages: { "/": html(`<div style="display: grid; grid-template-columns: repeat(9, 1fr)">${body}</div>`) } });
    await browser.visit(site.origin);
    await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 2 * tags.length);
    const written = await browser.run(`return [...document.querySelectorAll("tsampa-shop")].flatMap(({ lang, shadowRoot }) => {
      const yuan = new Intl.NumberFormat(lang, { style: "currency", currency: "CNY" });
      return [...shadowRoot.querySelectorAll('[part~="price"]')].map(({ textContent: ours }) => [lang, ours, yuan.format(ours.replace(/\\D/g, "") / 100)]);
    })`);
    assert.deepEqual(written.filter(([, ours, theirs]) => ours !== theirs), []);
    assert.equal(written.length, 2 * tags.length);
  });
}

test("in forced colours the cart's bag is seen, and which category is chosen", async (t) => {
  const { site, browser } = await given(t, { pages: { "/": html('<tsampa-cart></tsampa-cart><tsampa-shop search limit="4"></tsampa-shop>', { head: "<style>body { background: Canvas }</style>" }) } });
  for (const system of ["dark", "light"]) {
    await browser.command("Emulation.setEmulatedMedia", { features: [{ name: "forced-colors", value: "active" }, { name: "prefers-color-scheme", value: system }] });
    await browser.visit(site.origin);
    await browser.until("it can be narrowed down", async () => (await browser.seen('.kind[aria-pressed="true"]')) && (await browser.ask("still")));
    const [[, bag]] = await browser.run(`${CONTRAST} return contrasts(".bag")`);
    assert.ok(bag > 4.5, `a contrast of ${bag} in ${system}`);
    const [chosen, another] = await browser.run(`${CONTRAST} return [...all(".kind")].map((kind) => getComputedStyle(kind).backgroundColor)`);
    assert.notEqual(chosen, another);
  }
});

test("c12: the price of a kilogram stands beside the price in the list, on the card and in the cart", async (t) => {
  const body = '<tsampa-cart></tsampa-cart><tsampa-product item="p_tsampa"></tsampa-product><tsampa-shop seller="gyangze-barley" limit="12"></tsampa-shop>';
  const { site, market, browser } = await given(t, { pages: { "/": html(body) } });
  const [{ price }] = market.rows("SELECT price FROM variants WHERE id = 'v_tsampa_500'"); // A bag of 500 g.
  const kilogram = `${((price * 2) / 100).toFixed(2)} / kg`;
  await browser.visit(site.origin);
  await browser.press('tsampa-product >>> [part~="add"]');
  await browser.press('[part~="cart-button"]');
  const BESIDE = { "tsampa-product": ".prices", "tsampa-shop": ".prices", "tsampa-cart": '[part~="line"] .what' };
  for (const [element, place] of Object.entries(BESIDE)) {
    await browser.until(`${element} says ${kilogram} beside the price`, async () => {
      const said = await browser.texts(`${element} >>> ${place}`);
      return said.some((text) => text.includes(kilogram) && text.includes((price / 100).toFixed(2)));
    });
  }
});

test("on phones of 320 and 340 px, with one and two columns, no button's words are cut, in any language, with ten pieces in the cart, and with text twice as large", async (t) => {
  const site = (lang, size) => html('<tsampa-cart></tsampa-cart><tsampa-shop ids="v_tsampa_500,p_honey" limit="2"></tsampa-shop>', { root: `lang="${lang}" style="--tsampa-size:${size}px"` });
  const sizes = [15, 30];
  const pages = Object.fromEntries(LANGUAGES.flatMap((lang) => sizes.map((size) => [`/${lang}${size}`, site(lang, size)])));
  const { site: { origin }, browser } = await given(t, { pages });
  for (const lang of LANGUAGES) {
    for (const size of sizes) {
      await browser.visit(`${origin}/${lang}${size}`);
      await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 2);
      if (lang === LANGUAGES[0] && size === 15) await browser.run('return tsampa.ready.then((shop) => shop.cart.add("v_tsampa_500", 10))');
      await browser.until("ten, the most, are in the cart", async () => (await browser.texts('[part~="add"][aria-disabled="true"] .quantity'))[0] === "10");
      const cut = () => browser.run(`
        return [...document.querySelector("tsampa-shop").shadowRoot.querySelectorAll("[part~=add], [part~=add] .quantity:not([hidden])")]
          .filter((said) => said.scrollWidth > said.clientWidth || said.scrollHeight > said.clientHeight).map((said) => said.innerText)`);
      for (const width of [320, 340]) {
        await browser.command("Emulation.setDeviceMetricsOverride", { width, height: 640, deviceScaleFactor: 1, mobile: false });
        assert.deepEqual(await cut(), [], `${lang}, ${size} px, on ${width} px`);
      }
    }
  }
});

test("a shop that has no box of its own (display: contents) shows its goods among the page's own", async (t) => {
  const { site, browser } = await given(t, { pages: { "/": html('<div style="display:grid"><tsampa-shop limit="4" style="display:contents">Goods</tsampa-shop></div>') } });
  await browser.visit(site.origin);
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 4);
});

test("a search box with all its categories makes no column, cell or page wider than it was", async (t) => {
  const shop = '<tsampa-shop search limit="4"></tsampa-shop>';
  const places = { flex: `<div style="display:flex"><main style="flex:1">${shop}</main></div>`, item: `<div style="display:flex">${shop}</div>`,
    grid: `<div style="display:grid;grid-template-columns:1fr">${shop}</div>`, cell: `<table style="width:100%"><tr><td>${shop}</td></tr></table>` };
  const pages = Object.fromEntries(Object.entries(places).map(([name, body]) => [`/${name}`, html(body)]));
  const { site, browser } = await given(t, { pages });
  await browser.command("Emulation.setDeviceMetricsOverride", { width: 400, height: 800, deviceScaleFactor: 1, mobile: false });
  for (const name of Object.keys(places)) {
    await browser.visit(`${site.origin}/${name}`);
    await browser.until(`the categories are there in the ${name}`, async () => (await browser.count("tsampa-shop >>> .kind")) > 4);
    assert.ok(await browser.run("return document.documentElement.scrollWidth <= innerWidth"), name);
  }
});

test("an element whose business is no address shows what its author put into it", async (t) => {
  const { site, browser } = await given(t, { pages: { "/": html('<tsampa-shop id="one" api="no address"><a href="/x">Visit</a></tsampa-shop><tsampa-shop id="two" limit="1"><a href="/y">Visit</a></tsampa-shop>') } });
  await browser.visit(site.origin);
  await browser.until("the other's goods are there", async () => (await browser.count("#two >>> [part~=card]")) === 1);
  assert.ok(await browser.seen("#one a", "Visit"));
  await browser.run('document.querySelector("#two").setAttribute("api", "no address either")');
  await browser.until("what stood there before is there again", () => browser.seen("#two a", "Visit"));
});

test("a cart and a shop inside another element's shadow root know each other", async (t) => {
  const outer = `<a-village></a-village><script>customElements.define("a-village", class extends HTMLElement {
    connectedCallback() { this.attachShadow({ mode: "open" }).innerHTML = '<tsampa-cart></tsampa-cart><tsampa-shop limit="1"></tsampa-shop>'; }
  })</script>`;
  const { site, browser } = await given(t, { pages: { "/": html(outer) } });
  await browser.visit(site.origin);
  await browser.press('[part~="add"]');
  await browser.until("the toast leads to the cart", () => browser.seen(".toast .lead", "View cart"));
});

test("in French a rating has the decimal mark that a price has", async (t) => {
  const { site, browser } = await given(t, { pages: { "/": html(SHOP, { root: 'lang="fr"' }) } });
  await browser.visit(site.origin);
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  const rated = (await browser.texts('[part~="card"] .rating')).filter((text) => /\d[.,]\d/.test(text));
  assert.ok(rated.length > 0 && rated.every((text) => /\d,\d/.test(text)), rated.join(" "));
});

test("e4: on a page that reads from right to left the widget does", async (t) => {
  const { site, browser } = await given(t, { pages: { "/": html(SHOP, { root: 'lang="ar" dir="rtl"' }) } });
  await browser.visit(site.origin);
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  const place = async (selector) => (await browser.ask("edges", selector)).left;
  assert.ok((await place(`${CARDS}:nth-child(1)`)) > (await place(`${CARDS}:nth-child(2)`)), "the first card is the rightmost");
  await browser.press(`${CARDS} [part~="add"]`);
  await browser.press('[part~="cart-button"]');
  await browser.until("the drawer stands still", async () => (await browser.seen(`${DRAWER} >>> [part~="total"]`)) && (await browser.ask("still")));
  assert.equal((await browser.ask("edges", `${DRAWER} >>> .sheet`)).left, 0, "the drawer comes from the left");
});

test("e4: amounts are read as they are written where all else reads from right to left", async (t) => {
  const { site, browser } = await given(t, { folder: "examples/gallery" });
  for (const [only, most] of [["codes", "-"], ["list", "/"]]) {
    await browser.visit(`${site.origin}/index.html?${new URLSearchParams({ dir: "rtl", only })}`);
    await browser.until("the gallery is ready", () => browser.run("return 'ready' in document.documentElement.dataset"));
    const amounts = await browser.run(AMOUNTS);
    assert.ok(amounts.some(([written]) => written.includes(most)), `among them is one with ${most}: ${amounts}`);
    for (const [written, read] of amounts) assert.equal(read, written);
  }
});

test("a picture that does not come leaves its ground, without a browser's broken mark; the page's own in a slot stays as it is", async (t) => {
  const body = '<tsampa-shop limit="4"><img slot="title" src="/none.svg" alt="The village"></tsampa-shop>';
  const { site, browser } = await given(t, { pages: { "/": html(body) } });
  await browser.command("Network.enable", {});
  await browser.command("Network.setBlockedURLs", { urls: ["*/media/*", "*/none.svg"] });
  await browser.visit(site.origin);
  await browser.until("no picture is shown broken", () => browser.run(`
    const pictures = [...document.querySelector("tsampa-shop").shadowRoot.querySelectorAll("[part=card] img")];
    return pictures.length === 4 && pictures.every((picture) => !picture.hasAttribute("src") && !picture.hasAttribute("srcset") && picture.alt !== "")`));
  assert.equal(await browser.run("return document.querySelector('img').getAttribute('src')"), "/none.svg");
  assert.equal(await browser.run("const card = document.querySelector('tsampa-shop').shadowRoot.querySelector('[part=card] .picture'); return card.clientHeight === card.clientWidth"), true);
});

/** Everything that fits, in the order of the page, each with the contrast between its colour and the ground that it stands on (WCAG). */
const CONTRAST = `
  const all = (selector) => [...document.querySelectorAll("tsampa-product, tsampa-cart, tsampa-shop")].flatMap(({ localName, shadowRoot }) =>
    selector.split(", ").flatMap((one) => {
      const [element, rest] = one.startsWith("tsampa") ? one.split(" ") : [localName, one];
      return element === localName ? [...shadowRoot.querySelectorAll(rest)] : [];
    }));
  const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
    .reduce((sum, part, at) => sum + (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4) * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    const colour = getComputedStyle(element).backgroundColor;
    return element.className !== "bag" && /^rgb\\(/.test(colour) ? colour : ground(element.parentElement ?? element.getRootNode().host);
  };
  const contrasts = (selector) => all(selector).map((element) => {
    const style = getComputedStyle(element);
    const lights = [light(element.className === "bag" ? style.borderTopColor : style.color), light(ground(element))].sort((one, other) => other - one);
    return [element.className + " " + element.textContent, (lights[0] + 0.05) / (lights[1] + 0.05)];
  });`;

/** All amounts: their letters as they are written, and by the places where they stand. */
const AMOUNTS = `
  const amounts = [];
  for (const { shadowRoot } of document.querySelectorAll("tsampa-shop, tsampa-cart")) {
    const walker = document.createTreeWalker(shadowRoot, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode()); ) {
      const element = node.parentElement;
      if (!/^[-−]?[A-Z¥]+\\d+\\.\\d\\d/.test(node.data) || !element.checkVisibility() || element.closest(".hush")) continue;
      const letters = [...node.data].map((letter, at) => {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        return [range.getBoundingClientRect().left, letter];
      });
      amounts.push([node.data, letters.sort(([one], [other]) => one - other).map(([, letter]) => letter).join("")]);
    }
  }
  return amounts;`;
