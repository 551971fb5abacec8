/** A catalogue that is read by GET: one question without a preflight, preloaded by the page; kept goods at once on the next visit, and
    for as long as the business cannot be reached. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Front } from "./support/front.mjs";
import { given } from "./support/given.mjs";
import { Market } from "./support/market.mjs";

const CARDS = '[part~="list"] > [part~="card"]';
const STATUS = 'tsampa-shop >>> [part~="status"]';
const HOUR_MS = 3_600_000;

test("the first list is one simple request, which the page preloads", async (t) => {
  const { browser, front, visit } = await scene(t);
  await visit();
  const asked = front.log.filter(({ url }) => url.includes("/catalog/"));
  assert.deepEqual(asked.map(({ method, url }) => `${method} ${url}`), [`GET ${READ}`]);
  assert.equal(asked[0].asked["ucp-agent"], undefined, "without a header of ours");
  assert.deepEqual((await browser.sentences()).filter((sentence) => sentence.includes("preload")), []);
});

test("the only list waits for no frame", async (t) => {
  const { visit } = await scene(t, { head: "<script>requestAnimationFrame = () => 0;</script>" });
  await visit();
});

test("a preload that no list asks for is told to the page's author", async (t) => {
  const { browser, visit } = await scene(t, { read: READ.replace("limit=12", "limit=8") });
  await visit();
  await browser.until("it is told", async () => (await browser.sentences()).some((sentence) => sentence.includes("limit=8, and no list has asked there")));
});

test("what the page preloads for itself is not read", async (t) => {
  const { front, visit } = await scene(t, { read: "/catalog/of-the-page?limit=12" });
  await visit();
  const asked = front.log.filter(({ url }) => url.startsWith("/catalog/"));
  assert.equal(asked.length, 1, "the browser alone, for the page");
  assert.ok(front.log.some(({ method, url }) => method === "POST" && url.endsWith("/catalog/search")), "and the list by POST");
});

for (const engine of ["firefox", "webkit"]) {
  test(`in ${engine} it is a simple request, too`, async (t) => {
    const { front, visit } = await scene(t, { engine });
    await visit();
    const asked = front.log.filter(({ url }) => url.includes("/catalog/"));
    assert.ok(asked.length > 0 && asked.every(({ method, url }) => method === "GET" && url === READ), JSON.stringify(asked.map(({ method, url }) => [method, url])));
  });
}

test("on the next visit the goods are there before the business answers, and it is asked whether they still hold", async (t) => {
  const { browser, front, visit } = await scene(t);
  front.change = older;
  await visit();
  front.change = (headers) => headers;
  front.log.length = 0;
  front.holding = true;
  await visit();
  await browser.until("the business is asked, and has not answered", () => front.held.length > 0);
  assert.equal(await browser.seen(STATUS), false);
  front.release();
  await browser.until("the question says what is there already", () => front.log.some(({ url, asked }) => url === READ && asked["if-none-match"]));
  assert.equal(await browser.count(CARDS), 12);
});

test("where the business cannot be reached the goods of the last visit stand with their time, until another try", async (t) => {
  const { browser, front, visit } = await scene(t);
  front.change = older;
  await visit();
  front.refuses = (url) => url.startsWith("/ucp/");
  await visit();
  await browser.until("their time is said", async () => /as of .*\d:\d\d/i.test(await browser.text(STATUS)));
  front.refuses = () => false;
  front.change = (headers) => headers;
  await browser.press(`${STATUS} >>> button`);
  await browser.until("nothing is said of a time any more", async () => !(await browser.seen(STATUS)));
  assert.equal(await browser.count(CARDS), 12);
});

for (const preloads of [true, false]) {
  test(`a gateway's failure ${preloads ? "of the page's preload" : "of the list's own question"}, which browsers keep, answers no later question`, async (t) => {
    const { site, browser, front } = await scene(t, { ...(!preloads && { read: "/sdk/v1/profile.json" }) });
    let [asked, broken] = [0, 1];
    front.breaks = (url) => url.includes("/catalog/search") && (asked += 1) <= broken;
    await browser.visit(site.origin);
    await browser.until("the list asks again by itself", async () => (await browser.count(CARDS)) === 12);
    [asked, broken] = [0, 3];
    await browser.run('document.querySelector("tsampa-shop").setAttribute("limit", "8")');
    await browser.until("the buyer may try again", () => browser.seen(`${STATUS} >>> button`));
    await browser.press(`${STATUS} >>> button`);
    await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 8);
  });
}

const BESIDE = "tsampa-shop >>> .beside";
const NOTES = '[part~="list"] [part~="message"]';

test("what a business discloses of its goods stands on their cards from the first view on, also where only the browser's copy is left", async (t) => {
  const { browser, front, visit } = await scene(t);
  front.says = (url) => url.includes("/catalog/") && disclosing;
  front.change = older;
  await visit();
  const told = async () => (await browser.run(`return [...document.querySelector("tsampa-shop").shadowRoot.querySelectorAll("[part~=list] > [part~=card]")]
    .map((card) => [...card.querySelectorAll("[part~=message]")].map((note) => note.innerText.trim()))`));
  const expected = Array.from({ length: 12 }, (_, place) => (place === 1 ? ["Contains walnuts.", "Sent by land."] : ["Sent by land."]));
  assert.deepEqual(await told(), expected, "when the goods are there");
  assert.equal(await browser.seen(`${BESIDE} >>> button`), false, "nothing takes them away");
  front.refuses = (url) => url.startsWith("/ucp/");
  await visit();
  assert.deepEqual(await told(), expected);
  await browser.until("the time of the goods is said", async () => /as of .*\d:\d\d/i.test(await browser.text(STATUS)));
  // Of an answer without them nothing is left of them.
  front.says = front.refuses = () => false;
  await browser.press(`${STATUS} >>> button`);
  await browser.until("nothing is disclosed any more", async () => (await browser.count(NOTES)) === 0);
  assert.equal(await browser.count(CARDS), 12);
});

test("what was disclosed of an earlier wish's goods is not said of the same goods where a later answer does not", async (t) => {
  const { browser, front, visit } = await scene(t, { search: "search" });
  front.says = (url) => url.includes("/catalog/") && disclosing;
  await visit();
  assert.ok((await browser.count(NOTES)) > 12);
  front.says = () => undefined;
  await browser.run(`document.querySelector("tsampa-shop").setAttribute("sort", "price_asc")`);
  await browser.until("nothing is disclosed any more", async () => (await browser.count(NOTES)) === 0);
});

/** The same answer, with what its goods have to be seen with. */
function disclosing(text) {
  if (!text) return text; // It still holds.
  const answer = JSON.parse(text);
  const disclosure = { type: "warning", code: "a", presentation: "disclosure" };
  answer.messages = [
    { ...disclosure, path: "$.products[1].variants[0]", content: "Contains walnuts." },
    { ...disclosure, content: "Sent by land." },
    { type: "info", path: "$.products[2]", content: "New." },
  ];
  return JSON.stringify(answer);
}

const READ = "/ucp/v1/catalog/search?language=en&limit=12";

/** As if it had been answered an hour ago. */
const older = (headers) => ({ ...headers, date: new Date(Date.now() - HOUR_MS).toUTCString() });

/** A page with the printed preload, whose SDK and API both come through a front. */
async function scene(t, { read = READ, head = "", search = "", ...how } = {}) {
  const front = await Front.open();
  t.after(() => front.close());
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>${head}
    <link rel="preload" as="fetch" crossorigin href="${front.origin}${read}">
    <script async src="${front.origin}/sdk/v1/tsampa.js"></script></head>
    <body><tsampa-cart></tsampa-cart><tsampa-shop limit="12" ${search}></tsampa-shop></body></html>`;
  const { site, browser } = await given(t, { pages: { "/": page }, ...how });
  const market = await Market.start({ publicUrl: front.origin });
  t.after(() => market.close());
  front.behind = market.origin;
  const visit = async () => {
    await browser.visit("about:blank");
    await browser.visit(site.origin);
    await browser.until("the goods are there", async () => (await browser.count(CARDS)) === 12);
  };
  return { site, browser, front, visit };
}
