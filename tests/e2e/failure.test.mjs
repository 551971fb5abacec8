import assert from "node:assert/strict";
import { test } from "node:test";

import { Front } from "./support/front.mjs";
import { given } from "./support/given.mjs";
import { Market } from "./support/market.mjs";
import { freePort } from "./support/ports.mjs";

const SDK = "http://127.0.0.1:7420"; // the pages' server puts the real origin in its place
const FALLBACK = "tsampa-shop > a";
const CARDS = '[part~="list"] > [part~="card"]';

test("while the marketplace is down the fallback stays, and “try again” works once it is back", async (t) => {
  const port = await freePort();
  const { site, browser } = await given(t, { pages: { "/": page({ api: `http://127.0.0.1:${port}` }) } });
  await browser.visit(site.origin);
  await browser.until("it offers to try again", () => browser.seen(TRY_AGAIN, "Try again"));
  assert.ok(await browser.seen(FALLBACK), "the author's link stays");
  assert.equal(await browser.count(CARDS), 0);

  const back = await Market.start({ port });
  t.after(() => back.close());
  await browser.press(TRY_AGAIN, "Try again");
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  assert.ok(!(await browser.seen(FALLBACK)), "the goods take the link's place");
});

test("who tries again by the keyboard goes on at the first of the goods, or at the button for another try", async (t) => {
  const port = await freePort();
  const { site, browser } = await given(t, { pages: { "/": page({ api: `http://127.0.0.1:${port}` }) } });
  const at = () => browser.ask("focused");
  await browser.visit(site.origin);
  await browser.until("it offers to try again", () => browser.seen(TRY_AGAIN, "Try again"));
  for (let tabs = 0; tabs < 20 && !(await at()).includes("retry"); tabs++) await browser.key("Tab");
  await browser.run("addEventListener('tsampa-problem', () => (window.failures = (window.failures ?? 0) + 1))");
  await browser.key("Enter");
  await browser.until("it fails once more", () => browser.run("return window.failures > 0"));
  await browser.until("who does not see it is told", async () => (await browser.text("tsampa-shop >>> .live")) !== "");
  await browser.until("the button has the focus again", async () => (await at()).includes("retry"));

  const back = await Market.start({ port });
  t.after(() => back.close());
  await browser.key("Enter");
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  await browser.until("the first one has the focus", async () => (await at()).includes("title"));
  assert.equal(await browser.run('return document.querySelector("tsampa-shop").shadowRoot.querySelector(".live").textContent'), "", "nothing is wrong any more");
});

test("while the marketplace is slow the fallback stays until the goods are there", async (t) => {
  const front = await Front.open();
  t.after(() => front.close());
  const { site, browser } = await given(t, { pages: { "/": page({ api: front.origin }) } });
  const slow = await Market.start({ publicUrl: front.origin });
  t.after(() => slow.close());
  front.behind = slow.origin;
  front.holding = true;
  await browser.visit(site.origin);
  await browser.until("the goods were asked for", () => front.held.length > 0);
  assert.ok(await browser.seen(FALLBACK), "the author's link stays");
  assert.equal(await browser.count(CARDS), 0);
  front.release();
  await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  assert.ok(!(await browser.seen(FALLBACK)), "the goods take the link's place");
});

test("an unknown item's card says so, and the rest works", async (t) => {
  const body = `<tsampa-product id="gone" item="p_nowhere"><a href="/more">More from us</a></tsampa-product>
    <tsampa-product id="here" item="p_tsampa"></tsampa-product>`;
  const { site, browser } = await given(t, { pages: { "/": page({ body }) } });
  await browser.visit(site.origin);
  await browser.until("the unknown one says so", () => browser.seen('#gone >>> [part~="status"]'));
  assert.match(await browser.text('#gone >>> [part~="status"]'), /\p{Letter}{3}/u, "in words");
  assert.ok(await browser.seen("#gone a"), "its fallback stays");
  assert.ok(!(await browser.seen('#gone >>> [part~="add"]')), "it cannot be bought");
  await browser.press('#here >>> [part~="add"]');
  await browser.until("the other one is in the cart", async () => (await browser.text('tsampa-cart >>> [part~="count"]')) === "1");
});

/** A page whose requests to addresses like this one are answered so. */
const answering = (like, status, said) =>
  `<script>{ const ask = fetch; window.fetch = (url, ...more) => (${like}.test(url?.url ?? url) ? Promise.resolve(new Response(${JSON.stringify(JSON.stringify(said))}, { status: ${status} })) : ask(url, ...more)); }</script>`;

test("what the business refuses is told where it was pressed, though the cart is closed", async (t) => {
  const body = `${answering("/\\/carts/", 403, { code: "closed", content: "We are closed on Sundays." })}<tsampa-cart></tsampa-cart><tsampa-shop limit="4"></tsampa-shop>`;
  const { site, browser } = await given(t, { pages: { "/": page({ body }) } });
  await browser.visit(site.origin);
  await browser.press('tsampa-shop >>> [part~="add"]');
  await browser.until("the toast says why", async () => (await browser.texts("tsampa-shop >>> .toast")).some((text) => text.includes("We are closed on Sundays.")));
  assert.ok(!(await browser.text("tsampa-shop >>> .toast")).includes("Added"), "and no more that it was added");
  assert.equal(await browser.text("tsampa-shop >>> .live"), "We are closed on Sundays.", "so it is said to who does not see it");
  assert.ok(!(await browser.seen('tsampa-cart >>> [part~="count"]')), "nothing is in the cart");
});

test("a next page that does not come is told beside the goods that are there", async (t) => {
  const body = `${answering("({ test: (url) => window.late && /search/.test(url) })", 403, { content: "There is no such page." })}<tsampa-shop limit="4"></tsampa-shop>`;
  const { site, browser } = await given(t, { pages: { "/": page({ body }) } });
  await browser.visit(site.origin);
  await browser.until("the first page is there", async () => (await browser.count(CARDS)) === 4);
  await browser.run("addEventListener('tsampa-problem', ({ target }) => { window.told = target.localName }); window.late = true");
  await browser.press('tsampa-shop >>> [part~="more"]');
  await browser.until("it is told", async () => (await browser.texts("tsampa-shop >>> .toast")).length > 0);
  assert.equal(await browser.run("return told"), "tsampa-shop", "its element hears of it");
  assert.equal(await browser.count(CARDS), 4, "what was there stays");
});

test("goods of an earlier wish are gone where those of a later one do not come", async (t) => {
  const body = `<tsampa-cart></tsampa-cart><tsampa-product item="p_tsampa"></tsampa-product>`;
  const { site, browser } = await given(t, { pages: { "/": page({ body }) } });
  await browser.visit(site.origin);
  await browser.until("it is there", () => browser.seen('tsampa-product >>> [part~="add"]'));
  await browser.run("document.querySelector('tsampa-product').item = 'p_nowhere'");
  await browser.until("it says so", () => browser.seen('tsampa-product >>> [part~="status"]'));
  await browser.until("the earlier product is gone", async () => !(await browser.seen('tsampa-product >>> [part~="add"]')));
  await browser.run("document.querySelector('tsampa-product').item = 'p_honey'");
  await browser.until("another one takes its place", () => browser.seen('tsampa-product >>> [part~="add"]'));
});

test("a product whose item is taken away shows the page's own fallback again, until there is another one", async (t) => {
  const body = `<tsampa-product item="p_tsampa"><a href="/more">More from us</a></tsampa-product>`;
  const { site, browser } = await given(t, { pages: { "/": page({ body }) } });
  await browser.visit(site.origin);
  await browser.until("it is there", () => browser.seen('tsampa-product >>> [part~="add"]'));
  await browser.run("document.querySelector('tsampa-product').removeAttribute('item')");
  await browser.until("the fallback is back", () => browser.seen("tsampa-product a"));
  assert.ok(!(await browser.seen('tsampa-product >>> [part~="add"]')), "nothing that could be pressed in vain is left");
  await browser.run("document.querySelector('tsampa-product').item = 'p_honey'");
  await browser.until("another one takes its place", () => browser.seen('tsampa-product >>> [part~="add"]'));
});

test("an API that does not answer pages of other sites leaves the fallback and one sentence", async (t) => {
  const front = await Front.open();
  t.after(() => front.close());
  const { site, market, browser } = await given(t, { pages: { "/": page({ api: front.origin }) } });
  front.behind = market.origin;
  front.change = (headers) => Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith("access-control-")));
  await browser.visit(site.origin);
  await oneSentence(browser, /Access-Control-Allow-Origin/, front.origin);
  await fallbackStays(browser);
});

test("d5: a page that refuses Wasm keeps its fallback and gets one sentence", async (t) => {
  const policy = `<meta http-equiv="Content-Security-Policy" content="script-src ${SDK}">`;
  const { site, browser } = await given(t, { pages: { "/": page({ head: policy }) } });
  await browser.visit(site.origin);
  await oneSentence(browser, /'wasm-unsafe-eval'.*script-src|script-src.*'wasm-unsafe-eval'/);
  await fallbackStays(browser);
});

test("d5: a browser below the floor keeps the page's fallback and gets one sentence", async (t) => {
  const older = "<script>delete HTMLElement.prototype.inert;</script>";
  const { site, browser } = await given(t, { pages: { "/": page({ head: older }) } });
  await browser.visit(site.origin);
  await oneSentence(browser, /browser.*old/);
  await fallbackStays(browser);
});

test("d5: a browser without WebAssembly keeps the page's fallback and gets one sentence", async (t) => {
  const locked = "<script>delete window.WebAssembly;</script>";
  const { site, browser } = await given(t, { pages: { "/": page({ head: locked }) } });
  await browser.visit(site.origin);
  await oneSentence(browser, /WebAssembly/);
  await fallbackStays(browser);
});

const TRY_AGAIN = 'tsampa-shop >>> [part~="status"] button';

/** A page as its author writes it: the script, a cart, a shop with a fallback. */
function page({ head = "", api, body = `<tsampa-shop limit="12" style="display:block;min-height:100vh"><a href="${SDK}/s/gyangze-barley">Visit the shop</a></tsampa-shop>` }) {
  const where = api ? ` data-api="${api}"` : "";
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>${head}
    <script async src="${SDK}/sdk/v1/tsampa.js"${where} data-partner="tourism-gyangze"></script></head>
    <body><tsampa-cart></tsampa-cart>${body}</body></html>`;
}

/** The SDK says one thing on the console, and it names the cause. */
async function oneSentence(browser, cause, place) {
  const ours = async () => (await browser.sentences()).filter((sentence) => sentence.startsWith("tsampa: "));
  await browser.until("the console names the cause", async () => (await ours()).some((sentence) => cause.test(sentence)));
  await new Promise((resolve) => setTimeout(resolve, 500)); // a second sentence would come right after
  const said = await ours();
  assert.equal(said.length, 1, `one sentence: ${said.join(" | ")}`);
  if (place) assert.ok(said[0].includes(place), `it names ${place}: ${said[0]}`);
}

async function fallbackStays(browser) {
  assert.ok(await browser.seen(FALLBACK), "the author's link stays");
  assert.equal(await browser.count(CARDS), 0);
}
