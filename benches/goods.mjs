/** More goods than the example marketplace has: what is asked for in the made-up category
    `bench-N-P` is answered with the Pth N of them. */
import { allowed, json } from "./world.mjs";

let kept = [];

/** The goods that are made more of: a search answer of the marketplace. */
export function keep(products) {
  kept = products;
}

/** N goods, the kept ones over and over under ids of their own, each of which ends with its place. */
export function goods(count) {
  for (let at = made.length; at < count; at++) made.push(renamed(kept[at % kept.length], at));
  return made.slice(0, count);
}

const made = [];

/** The answer to a search for many goods; nothing where anything else is asked. */
export function many({ path, method, headers, body }) {
  if (!path.endsWith("/catalog/search") || !kept.length) return undefined;
  if (method === "OPTIONS") return undefined;
  const asked = JSON.parse(body);
  const [, count, place = 0] = /^bench-(\d+)-?(\d+)?/.exec(asked.filters?.categories?.[0] ?? "") ?? [];
  if (!count) return undefined;
  const products = goods(count * (+place + 1)).slice(-count);
  const ucp = { version: "2026-04-08", status: "success", capabilities: { "dev.ucp.shopping.catalog.search": [{ version: "2026-04-08" }] } };
  return json({ ucp, products, pagination: { has_next_page: false, total_count: +count } });
}

function renamed(product, at) {
  const text = JSON.stringify(product).replace(/"(p|v)_(\w+)"/g, `"$1_$2_${at}"`);
  return JSON.parse(text);
}
