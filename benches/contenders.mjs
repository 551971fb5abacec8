/** Who is measured: each with its page, its scripts, and by what its cards, buttons and lines are known. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { transformSync } from "esbuild";

import * as buyButton from "./peers/buy-button.mjs";
import * as dropIn from "./peers/drop-in.mjs";
import { API, MARKET, SCRIPTS } from "./world.mjs";

const ROOT = new URL("..", import.meta.url).pathname;
const SDK = process.env.SDK ?? join(ROOT, "dist");

/** The same page around all: what a village's site says above its shop. */
export function page({ head = "", body }) {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<title>Visit Gyangze</title><style>body { margin: 16px; font: 16px/1.5 sans-serif }</style>
${head}</head>
<body><h1>Visit Gyangze</h1><p>Barley, incense and rugs, sent by the households that make them.</p>
${body}
<p>Visitor centre on Yingxiong Road, daily 9:30–18:30.</p></body></html>`;
}

/** What is measured by difference: the page alone. */
export const bare = { path: "/bare", name: "the page without a widget", page: () => page({ body: "" }) };

/** What a list of the marketplace holds at most. A page with more has several, by whomever it was written. */
const LIMIT = 50;
/** The categories of a page's lists; of twelve goods one list, of everything. */
const lists = (count) => (count > 12 ? Array.from({ length: Math.ceil(count / LIMIT) }, (_, at) => `bench-${LIMIT}-${at}`) : [""]);

/* Ours: the elements as README.md prints them. */
const shops = (count) =>
  lists(count).map((category) => {
    const what = category ? `category="${category}" limit="${LIMIT}"` : 'limit="12" style="display:block;min-height:100vh"';
    return `<tsampa-shop ${what} after-add="open"><a href="${MARKET}/s/gyangze-barley">Visit the shop</a></tsampa-shop>`;
  }).join("\n");
const elements = (count) => `<tsampa-cart style="display:inline-block;min-width:48px;min-height:44px"></tsampa-cart>\n${shops(count)}`;
const known = { cards: "[part~=card]", button: "[part~=add]:not([aria-disabled=true])", line: "[part~=line]" };

const files = readdirSync(join(SDK, "v1"));
const version = readdirSync(SDK).find((name) => /^\d+\.\d+\./.test(name));
const integrity = JSON.parse(readFileSync(join(SDK, version, "integrity.json"), "utf8"));
const pinnedFile = (form) => Object.keys(integrity).find((name) => form.test(name));
const at = (name) => `${MARKET}/sdk/${version}/${name}`;

/** The first list, as the page preloads it; goods in the hundreds are made up by the front, which is asked by POST. */
const read = (count) => (count > 12 ? "" : `<link rel="preload" as="fetch" crossorigin href="${MARKET}/ucp/v1/catalog/search?language=en&limit=12">`);

export const evergreen = {
  path: "/evergreen",
  name: "ours, evergreen snippet",
  page: (count) =>
    page({
      head: `<link rel="preconnect" href="${MARKET}" crossorigin>
${read(count)}
<script async fetchpriority="high" crossorigin src="${MARKET}/sdk/v1/tsampa.js" data-partner="tourism-gyangze"></script>`,
      body: elements(count),
    }),
  ...known,
};

export const pinned = {
  path: "/pinned",
  name: "ours, pinned snippet",
  page: (count) => {
    const [module, wasm] = [pinnedFile(/^tsampa-\w+\.mjs$/), pinnedFile(/^tsampa-\w+\.wasm$/)];
    return page({
      head: `<link rel="modulepreload" href="${at(module)}" integrity="${integrity[module]}" crossorigin>
<link rel="preload" as="fetch" type="application/wasm" href="${at(wasm)}" crossorigin>
${read(count)}
<script async fetchpriority="high" src="${at("tsampa.js")}" integrity="${integrity["tsampa.js"]}" crossorigin data-partner="tourism-gyangze"></script>`,
      body: elements(count),
    });
  },
  ...known,
};

/* The floors: hand-written, minified and packed as ours is. */
const text = (name) => readFileSync(new URL(`floor/${name}.js`, import.meta.url), "utf8");
const DEFINE = 'customElements.define("plain-cart", PlainCart); customElements.define("plain-shop", PlainShop);';
const minified = (...names) => transformSync(`{${names.map(text).join("\n")}\n${DEFINE}}`, { minify: true, target: "chrome102" }).code;
export const scripts = { "/plain.js": minified("shop"), "/best.js": minified("shop", "best"), ...buyButton.script, ...dropIn.script };
const plainShop = (category) => `<plain-shop${category && ` category="${category}"`}></plain-shop>`;
const plainBody = (categories) => `<plain-cart style="display:block;position:sticky;top:0;background:#fff"></plain-cart>${categories.map(plainShop).join("\n")}`;
const plainPage = (categories) => page({ head: `<script async src="${SCRIPTS}/plain.js" data-api="${API}"></script>`, body: plainBody(categories) });
const plain = { cards: ".card", button: ".add", line: ".line" };

export const floor = {
  path: "/plain",
  name: "plain JS (the floor)",
  page: (count) => plainPage(lists(count)),
  ...plain,
};

/** The floor before a business that gives any number of goods in one answer. Ours does not. */
export const whole = {
  ...floor,
  path: "/whole",
  name: "plain JS, all goods in one answer",
  page: (count) => plainPage([`bench-${count}`]),
};

export const best = {
  path: "/best",
  name: "plain JS, best case",
  page: (count) => {
    const filters = (category) => (category ? { categories: [category] } : { price: { min: 0 } });
    const bodies = lists(count).map((category) => JSON.stringify({ filters: filters(category), context: { language: "en" }, pagination: { limit: 12 } }));
    const headers = `{"Content-Type":"application/json","UCP-Agent":'profile="${API}/sdk/v1/profile.json"',"Request-Id":crypto.randomUUID()}`;
    return page({
      head: `<script>plainGoods=${JSON.stringify(bodies)}.map(body=>fetch("${API}/ucp/v1/catalog/search",{method:"POST",credentials:"omit",headers:${headers},body}))</script>
<script async src="${SCRIPTS}/best.js" data-api="${API}"></script>`,
      body: plainBody(lists(count)),
    });
  },
  ...plain,
};

/** The floor with its script beside its API, as ours is printed: one connection less. */
export const near = {
  path: "/near",
  name: "plain JS, script and API at one origin",
  page: (count) => page({ head: `<script async src="${API}/plain.js" data-api="${API}" crossorigin></script>`, body: plainBody(lists(count)) }),
  ...plain,
};

/* The widgets of others, before stand-ins of their APIs. */
const peer = (path, name, { snippet, known }) => ({ path, name, page: (count) => page(snippet(SCRIPTS, count)), ...known });

export const ALL = [
  ...[bare, floor, best, near, evergreen, pinned],
  peer("/buy-button", "Shopify Buy Button 3.0", buyButton),
  peer("/drop-in", "Commerce Layer drop-in 2.27", dropIn),
];
export const hosts = { ...buyButton.hosts, ...dropIn.hosts };

/** The HTML at an address: `/plain` has twelve goods, `/plain?500` as many. */
export function pageAt(path) {
  const { pathname, search } = new URL(path, SCRIPTS);
  return [...ALL, whole].find(({ path }) => path === pathname)?.page(+search.slice(1) || 12);
}
