/** Commerce Layer's drop-in (npm `@commercelayer/drop-in.js`) before a stand-in of its API that has our goods. Its cart is a page
    of theirs in a frame, which no stand-in can be: what counts as a line here is the count beside it. */
import { readFileSync, readdirSync } from "node:fs";

import { goods } from "../goods.mjs";
import { allowed, json } from "../world.mjs";

const folder = new URL("../node_modules/@commercelayer/drop-in.js/dist/drop-in/", import.meta.url);
const shipped = readdirSync(folder).filter((name) => /\.(js|css)$/.test(name));
export const script = Object.fromEntries(shipped.map((name) => [`/drop-in/${name}`, readFileSync(new URL(name, folder), "utf8")]));

/** As its documentation has it: titles and pictures are the page's, prices and buttons the elements'. */
export function snippet(scripts, count) {
  return {
    head: `<link rel="stylesheet" href="${scripts}/drop-in/drop-in.css">
<style>
  .goods { display: grid; gap: 16px; grid-template-columns: repeat(auto-fill, minmax(160px, 1fr)) }
  .card { display: flex; flex-direction: column; gap: 6px; border: 1px solid #ddd; border-radius: 8px; padding: 8px }
  .card img { width: 100%; height: auto } .card h3, .card p { margin: 0; font: inherit } cl-add-to-cart { padding: 10px; margin-top: auto }
</style>
<script>window.commercelayerConfig = { clientId: "bench", scope: "market:id:1", domain: "commerce.test" }</script>
<script type="module" src="${scripts}/drop-in/drop-in.esm.js"></script>`,
    body: `<cl-cart-link>Cart <cl-cart-count></cl-cart-count></cl-cart-link><div class="goods">${goods(count).map(card).join("\n")}</div>`,
  };
}

function card({ title, media: [picture], variants: [{ id, seller }] }, at) {
  return `<div class="card"><img src="${picture.url}" alt="${picture.alt_text}" width="400" height="400" loading="${at < 4 ? "eager" : "lazy"}"><h3>${title}</h3><p>${seller.name}</p>
<cl-price code="${id}"><cl-price-amount type="price"></cl-price-amount> <cl-price-amount type="compare-at"></cl-price-amount></cl-price>
<cl-add-to-cart code="${id}">Add to cart</cl-add-to-cart></div>`;
}

export const known = { cards: "cl-price-amount[type=price]", button: "cl-add-to-cart[role=button]:not([aria-disabled])", line: "cl-cart-count[quantity]" };

export const hosts = {
  "https://auth.commerce.test": (asked) => (asked.method === "OPTIONS" ? allowed(asked) : json(token())),
  "https://tsampa.commerce.test": (asked) => (asked.method === "OPTIONS" ? allowed(asked) : business(asked)),
};

function business({ path, method, body }) {
  const { pathname, searchParams } = new URL(path, "https://tsampa.commerce.test");
  const [, kind, number] = pathname.split("/").slice(1);
  const codes = ["code_in", "sku_code_in"].flatMap((name) => searchParams.get(`filter[q][${name}]`)?.split(",") ?? []);
  if (kind === "prices") return many(codes.map(price));
  if (kind === "skus") return number ? one(sku(number)) : many(codes.map((code) => resource("skus", code, { code })));
  if (kind === "orders") return method === "POST" ? one(order([])) : one(order([line]), [line]);
  if (kind === "line_items") line = resource("line_items", "line", { ...JSON.parse(body).data.attributes, item_type: "skus" });
  return one(kind === "line_items" ? line : organization);
}

/** The one line of the one order: the benchmark adds once. */
let line = resource("line_items", "line", { item_type: "skus", quantity: 1 });

const found = (code) => goods(+/\d+$/.exec(code) + 1).at(-1).variants.find(({ id }) => id === code);

function price(code) {
  const { price: now, list_price: before } = found(code);
  const written = ({ amount }) => `CN¥${(amount / 100).toFixed(2)}`;
  const compared = before ? { compare_at_amount_cents: before.amount, formatted_compare_at_amount: written(before) } : {};
  return resource("prices", `price-${code}`, { sku_code: code, currency_code: "CNY", amount_cents: now.amount, formatted_amount: written(now), ...compared });
}

function sku(code) {
  return resource("skus", code, { code, name: found(code).title, inventory: { available: true, quantity: 10, levels: [] } });
}

function order(lines) {
  const data = lines.map(({ id, type }) => ({ id, type }));
  const said = { number: 1, status: "draft", editable: true, language_code: "en", skus_count: lines.length };
  return { ...resource("orders", "order", said), relationships: { line_items: { data } } };
}

function resource(type, id, attributes) {
  return { type, id, attributes };
}

const organization = resource("organizations", "tsampa", { slug: "tsampa", config: {} });
const KIND = { "content-type": "application/vnd.api+json" };
const one = (data, included) => json({ data, included }, KIND);
const many = (data) => json({ data, meta: { record_count: data.length, page_count: 1 } }, KIND);

function token() {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const said = {
    ...{ iss: "https://auth.commerce.test", exp: now + 14_400, iat: now, rand: 0.5, test: true, scope: "market:id:1" },
    ...{ organization: { id: "tsampa", slug: "tsampa", enterprise: false, region: "cn" }, application: { id: "app", kind: "sales_channel", public: true, client_id: "bench" } },
    market: { id: ["1"], price_list_id: "1", stock_location_ids: ["1"], geocoder_id: null, allows_external_prices: false },
  };
  const access = [{ alg: "HS512", typ: "JWT" }, said].map(part).join(".");
  return { access_token: `${access}.none`, token_type: "Bearer", expires_in: 14_400, scope: "market:id:1", created_at: now };
}
