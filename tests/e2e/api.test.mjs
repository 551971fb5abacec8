import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { Front } from "./support/front.mjs";
import { given } from "./support/given.mjs";
import { ROOT } from "./support/market.mjs";

const SDK = "http://127.0.0.1:7420/sdk/v1"; // the pages' server puts the real origin in its place

test("a page's own code searches, fills a cart and asks for the checkout's address", async (t) => {
  const { site, market, browser } = await given(t, { pages: { "/": page(SHOPPING) } });
  await browser.visit(site.origin);
  const said = await told(browser);
  assert.equal(said.products.length, 3);
  assert.ok(said.products.every((product) => product.variants.length > 0 && Number.isInteger(product.variants[0].price.amount)));
  assert.equal(said.next, true, "there is more");
  assert.equal(said.product, "p_tsampa");
  assert.deepEqual(said.added, [["v_tsampa_500", 2]]);
  assert.deepEqual(said.set, [["v_tsampa_500", 3]]);
  assert.equal(said.total, 3 * 2800, "the business's total, in minor units");
  assert.ok(said.changes > 0, "subscribers heard of it");
  assert.ok(said.url.startsWith(`${market.origin}/checkout/`), said.url);
  assert.equal(said.left, 0, "an item set to nothing is gone");
  assert.deepEqual(said.codes, { product: "not_found", add: "not_found", search: "cancelled" });
  assert.equal(await browser.address(), `${site.origin}/`, "the page was not left");
  // What goes with a report: it plays again to the same state, and opens nothing.
  const file = join(mkdtempSync(join(tmpdir(), "tsampa-")), "report.txt");
  writeFileSync(file, said.trace);
  const replay = ["test", "--quiet", "--package", "tsampa", "--test", "simulation", "--", "--replay", file];
  const replayed = spawnSync(process.env.CARGO ?? "cargo", replay, { cwd: ROOT, encoding: "utf8" });
  assert.equal(replayed.status, 0, replayed.stdout + replayed.stderr);
  assert.match(replayed.stdout, /QuantityChosen.*v_tsampa_500/);
  for (const secret of [said.cart, said.url.split("/").at(-1), "tourism-gyangze"]) assert.ok(secret && !said.trace.includes(secret), secret);
});

test("a page hears of each cart in its turn, the latest last, whoever adds what meanwhile", async (t) => {
  const listening = `<script>
    window.heard = [];
    const pieces = ({ line_items }) => line_items.reduce((sum, { quantity }) => sum + quantity, 0);
    addEventListener("tsampa-ready", ({ detail }) => (window.shop = detail.shop), true);
    document.addEventListener("tsampa-cart", () => heard.length === 1 && (heard.push("a gift"), shop.cart.add("v_honey_250")));
    addEventListener("tsampa-cart", ({ detail: { cart } }) => heard.push(pieces(cart)));
    document.addEventListener("tsampa-add", ({ target }) => pressing-- === 2 && target.shadowRoot.querySelectorAll("[part~=add]")[1].click());
    let pressing = 0;
    window.press = () => {
      pressing = 3;
      const [first] = document.querySelector("tsampa-shop").shadowRoot.querySelectorAll("[part~=add]");
      first.click();
      first.click();
      shop.cart.add("v_tsampa_500", 4);
      return pieces(shop.cart.current);
    };
  </script>`;
  const html = `<!doctype html><html lang="en"><head><title>A page</title>${listening}<script async src="${SDK}/tsampa.js"></script></head>
    <body><tsampa-cart></tsampa-cart><tsampa-shop limit="3"></tsampa-shop></body></html>`;
  const { site, browser } = await given(t, { pages: { "/": html } });
  await browser.visit(site.origin);
  await browser.press('tsampa-shop >>> [part~="add"]');
  await browser.until("the business agreed", () => browser.seen("tsampa-cart >>> .sum:not([data-open])"));
  // Two presses on one card are one within 300 ms: let the buyer's own be over, so that what follows counts the same on every machine.
  await new Promise((resolve) => setTimeout(resolve, 400));
  const before = await browser.run("return heard.length = 0, press()");
  await browser.until("all is told, and in the cart", () => browser.run(`return heard.at(-1) === ${before + 1} && shop.cart.current.open === false`));
  const heard = (await browser.run("return heard")).filter(Number.isInteger);
  assert.equal(before, 9, "the buyer's own with its gift, two presses on a card and one within, four by the API");
  assert.deepEqual(heard, heard.toSorted((one, other) => one - other));
});

test("on a page with the script tag alone a call hears what the business said, on the first visit and on every later one", async (t) => {
  const alone = `<!doctype html><html lang="en"><head><title>A page</title><script async src="${SDK}/tsampa.js"></script></head><body></body></html>`;
  const { site, browser } = await given(t, { pages: { "/": alone } });
  const call = (work) =>
    browser.driver.executeAsyncScript(`
      const done = arguments[0];
      const lines = ({ line_items }) => line_items.map(({ item, quantity }) => [item.id, quantity]);
      tsampa.ready.then(({ cart }) => ${work}).then(lines, ({ code }) => code).then(done);`);
  for (let visit = 0; visit < 3; visit++) {
    await browser.visit(site.origin);
    await browser.until("the script is there", () => browser.run("return !!window.tsampa"));
    assert.deepEqual(await call('cart.add("v_honey_250", 2)'), [["v_honey_250", 2]]);
    await browser.reload();
    await browser.until("the script is there again", () => browser.run("return !!window.tsampa"));
    assert.deepEqual(await call('cart.set("v_honey_250", 7)'), [["v_honey_250", 7]]);
    assert.equal(await call('cart.add("v_khapse_600")'), "out_of_stock", "beside goods that are there");
    assert.equal(await call('cart.add("v_nope")'), "not_found");
    assert.deepEqual(await call('cart.remove("v_honey_250")'), []);
    assert.equal(await call('cart.add("v_khapse_600")'), "out_of_stock", "where nothing else is wanted");
    assert.deepEqual(await call('(cart.add("v_honey_250"), cart.add("v_honey_250").then(() => cart.remove("v_honey_250")))'), []);
  }
});

test("where no element shows the cart, a page's own badge knows of the one that is there", async (t) => {
  const badge = `<!doctype html><html lang="en"><head><title>A page</title><script>
    const pieces = ({ line_items }) => line_items.reduce((sum, { quantity }) => sum + quantity, 0);
    addEventListener("tsampa-ready", ({ detail: { shop } }) => {
      window.shop = shop;
      window.heard = [];
      shop.cart.subscribe((cart) => heard.push(pieces(cart)));
    });</script><script async src="${SDK}/tsampa.js"></script></head><body></body></html>`;
  const { site, browser } = await given(t, { pages: { "/": badge } });
  await browser.visit(site.origin);
  await browser.until("the shop is there", () => browser.run("return !!window.shop"));
  await browser.driver.executeAsyncScript('shop.cart.add("v_honey_250", 2).then(arguments[0], arguments[0])');
  await browser.reload();
  await browser.until("the cart of the last visit is told", () => browser.run("return window.heard?.at(-1) === 2"));
  assert.equal(await browser.run("return pieces(shop.cart.current)"), 2);
});

test("tsampa/pure defines no element, and tsampa defines all three", async (t) => {
  const defined = `["tsampa-shop", "tsampa-product", "tsampa-cart"].filter((name) => customElements.get(name))`;
  const pure = `import * as tsampa from "${SDK}/pure.mjs"; say({ defined: ${defined}, exports: Object.keys(tsampa) });`;
  const whole = `import * as tsampa from "${SDK}/tsampa.mjs"; await customElements.whenDefined("tsampa-cart"); say({ defined: ${defined}, exports: Object.keys(tsampa) });`;
  const { site, browser } = await given(t, { pages: { "/pure": page(pure), "/whole": page(whole) } });
  await browser.visit(`${site.origin}/pure`);
  const first = await told(browser);
  assert.deepEqual(first.defined, []);
  await browser.visit(`${site.origin}/whole`);
  const second = await told(browser);
  assert.deepEqual(second.defined, ["tsampa-shop", "tsampa-product", "tsampa-cart"]);
  assert.deepEqual(first.exports, second.exports, "both entries export the same");
});

test("on a server importing does nothing, and connect says that it needs a page", async () => {
  const tsampa = await import(pathToFileURL(join(ROOT, "dist/v1/tsampa.mjs")).href);
  await assert.rejects(tsampa.connect({ api: "https://market.example" }), (error) => error instanceof tsampa.TsampaError && error.code === "no_browser");
});

test("what is no quantity, no limit, no options or no listener is refused with a sentence, and changes nothing", async (t) => {
  const { site, browser } = await given(t, { pages: { "/": page(MISTAKEN) } });
  await browser.visit(site.origin);
  const { refused, left, ...said } = await told(browser);
  for (const [call, answer] of Object.entries(refused)) assert.match(answer, /^TsampaError refused .*(whole|object|function|origin|id as text|sorts by|are codes)/, call);
  assert.deepEqual(left, [["v_tsampa_500", 2]], "the cart is as it was");
  assert.deepEqual(said, { text: 4, number: 3 }, "a number written as text is one");
});

test("options are taken by their text, whatever their type is", async (t) => {
  const { site, market, browser } = await given(t, { pages: { "/": page(TYPED) } });
  await browser.visit(site.origin);
  const said = await told(browser);
  assert.deepEqual(said.url, [market.origin], "an address as an object is the shop's");
  assert.equal(said.none, 0, "a query of 555555 finds no goods");
  assert.ok(said.sellers.length === 1 && said.sellers[0] === "gyangze-barley", `${said.sellers}`);
  assert.equal(said.limited, 3);
  assert.deepEqual(said.empty, { products: [] }, "of no ids there are no products");
  assert.deepEqual(said.listeners, 0, "a signal that ten searches had keeps nothing of them");
});

test("whatever a business writes beside its goods is handed on as JSON.parse would, or refused with what is wrong", async (t) => {
  const front = await Front.open();
  t.after(() => front.close());
  const { site, browser } = await given(t, { front, pages: { "/": page(BESIDE) } });
  front.says = (url) => url.includes("/catalog/") && ((text) => text.replace('"products":[{', `"products":[{"metadata":{"erp_id":123456789012345678,"far":-1e18,"near":9007199254740991},${url.includes("lookup") ? '"handle":"tsampa\\ud83d",' : ""}`));
  await browser.visit(site.origin);
  const said = await told(browser);
  assert.deepEqual(said.metadata, { erp_id: 123456789012345678, far: -1e18, near: 9007199254740991 });
  assert.match(said.halved, /^not_ucp .*half a character/);
});

test("an option that is no text is refused, and so is a navigate that is neither true nor false", async (t) => {
  const { site, browser } = await given(t, { pages: { "/": page(STRANGE) } });
  await browser.visit(site.origin);
  const said = await told(browser);
  assert.ok(said.length === 6 && said.every((answer) => answer === "TsampaError refused"), `${said}`);
});

test("a listener on the window hears that the elements are there", async (t) => {
  const listening = `addEventListener("tsampa-ready", ({ detail }) => say({ shop: typeof detail.shop.search })); await import("${SDK}/tsampa.mjs");`;
  const { site, browser } = await given(t, { pages: { "/": page(listening) } });
  await browser.visit(site.origin);
  assert.deepEqual(await told(browser), { shop: "function" });
});

const BESIDE = `
  const { connect } = await import("${SDK}/tsampa.mjs");
  const shop = await connect({});
  const { products: [{ metadata }] } = await shop.search({ limit: 1 });
  say({ metadata, halved: await shop.search({ ids: ["p_tsampa"] }).then(JSON.stringify, ({ code, message }) => code + " " + message) });
`;

const STRANGE = `
  const { connect } = await import("${SDK}/tsampa.mjs");
  const shop = await connect({});
  const none = Object.create(null);
  const asked = [
    connect({ api: none }), connect({ get lang() { throw new Error("mine"); } }), shop.search({ query: none }), shop.search({ ids: [Symbol()] }),
    shop.checkout({ navigate: 0 }), shop.checkout({ navigate: NaN }),
  ];
  say(await Promise.all(asked.map((call) => call.then(() => "taken", ({ name, code }) => name + " " + code))));
`;

const SHOPPING = `
  import { connect } from "${SDK}/pure.mjs";
  const lines = (cart) => cart.line_items.map((line) => [line.item.id, line.quantity]);
  const code = (promise) => promise.then(() => "none", (error) => error.code);
  const shop = await connect({ api: "http://127.0.0.1:7420", lang: "en", partner: "tourism-gyangze" });
  let changes = 0;
  const stop = shop.cart.subscribe(() => changes++);
  const { products, next } = await shop.search({ seller: "gyangze-barley", limit: 3 });
  const product = (await shop.product("p_tsampa")).id;
  const added = lines(await shop.cart.add("v_tsampa_500", 2));
  const cart = await shop.cart.set("v_tsampa_500", 3);
  const total = cart.totals.find(({ type }) => type === "total").amount;
  const { url } = await shop.checkout({ navigate: false });
  const stopping = new AbortController();
  const searching = code(shop.search({ query: "barley", signal: stopping.signal }));
  stopping.abort();
  const trace = await shop.trace();
  const codes = { product: await code(shop.product("p_nowhere")), add: await code(shop.cart.add("v_nowhere")), search: await searching };
  await shop.cart.remove("v_tsampa_500");
  stop();
  say({ trace, cart: cart.id, products, next: !!next, product, added, set: lines(cart), total, url, codes, changes, left: shop.cart.current?.line_items.length ?? 0 });
`;

const MISTAKEN = `
  import { connect } from "${SDK}/pure.mjs";
  const shop = await connect({ api: "http://127.0.0.1:7420" });
  const lines = (cart) => cart.line_items.map((line) => [line.item.id, line.quantity]);
  const refused = {};
  const refuses = async (call, make) => {
    try { await make(); refused[call] = "nothing"; } catch ({ name, code, message }) { refused[call] = [name, code, message].join(" "); }
  };
  const quantity = async (value) => (await shop.cart.set("v_tsampa_500", value)).line_items[0].quantity;
  const [text, number] = [await quantity("4"), await quantity(3)];
  await shop.cart.set("v_tsampa_500", 2);
  for (const value of ["", " ", null, [], [1], false, true, undefined, Symbol("1"), {}, "two", 1.5, -1, NaN, 1n]) {
    await refuses("set to " + typeof value + " " + String(value), () => shop.cart.set("v_tsampa_500", value));
    if (value !== undefined) await refuses("add " + typeof value + " " + String(value), () => shop.cart.add("v_tsampa_500", value));
  }
  for (const value of ["a", {}, 0, 51, NaN, true]) await refuses("limit " + value, () => shop.search({ limit: value }));
  await refuses("sort bogus", () => shop.search({ sort: "bogus" }));
  await refuses("country China", () => shop.search({ country: "China" }));
  await refuses("currency yuan", () => shop.product("p_tsampa", { currency: "yuan" }));
  await refuses("search a text", () => shop.search("barley"));
  await refuses("search a number", () => shop.search(5));
  await refuses("a product by a number", () => shop.product(5));
  await refuses("a product with a text", () => shop.product("p_tsampa", "zh"));
  await refuses("checkout no", () => shop.checkout(false));
  await refuses("signal", () => shop.search({ signal: 5 }));
  await refuses("connect to a text", () => connect("https://market.example"));
  await refuses("connect to a number", () => connect({ api: 5 }));
  for (const value of [null, undefined, {}]) await refuses("subscribe " + value, async () => shop.cart.subscribe(value));
  say({ refused, text, number, left: lines(shop.cart.current) });
`;

const TYPED = `
  import { connect } from "${SDK}/pure.mjs";
  const shop = await connect({ api: new URL("http://127.0.0.1:7420/") });
  const found = async (options) => (await shop.search(options)).products;
  const sellers = (await found({ seller: ["gyangze-barley"], limit: 5 })).map(({ variants }) => variants[0]["example.tsampa.seller"].id);
  await shop.cart.add("v_tsampa_500");
  const { url } = await shop.checkout({ navigate: false });
  const { signal } = new AbortController();
  let listeners = 0;
  signal.addEventListener = (...listening) => (listeners++, EventTarget.prototype.addEventListener.apply(signal, listening));
  signal.removeEventListener = (...listening) => (listeners--, EventTarget.prototype.removeEventListener.apply(signal, listening));
  for (let turn = 0; turn < 10; turn++) await shop.search({ limit: 1, signal });
  await new Promise((done) => setTimeout(done));
  say({
    url: [new URL(url).origin], sellers: [...new Set(sellers)], listeners,
    none: (await found({ query: 555555 })).length, limited: (await found({ limit: "3" })).length, empty: await shop.search({ ids: [] }),
  });
`;

/** A page that runs a module and writes what it \`say\`s where it can be read. */
function page(module) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page with code of its own</title></head><body><pre id="said"></pre>
    <script>const say = (value) => { document.querySelector("#said").textContent = JSON.stringify(value); };
    addEventListener("error", (event) => say({ error: event.message })); addEventListener("unhandledrejection", (event) => say({ error: String(event.reason) }));</script>
    <script type="module">${module}</script></body></html>`;
}

async function told(browser) {
  const said = JSON.parse(await browser.until("the page's code has said something", () => browser.text("#said")));
  assert.equal(said.error, undefined);
  return said;
}
