/**
 * Everything that a page meets, on this machine: page, scripts, business, pictures, each an origin of its own over TLS and
 * HTTP/2. Goods and carts are the real marketplace's; behind `peers` are stand-ins with the same goods.
 */
import { randomUUID } from "node:crypto";
import { createSecureServer } from "node:http2";
import { request } from "node:http";
import { createSecureContext } from "node:tls";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

import { Market } from "../tests/e2e/support/market.mjs";
import { certificates } from "./certificates.mjs";
import { keep, many } from "./goods.mjs";

export const PAGE = "https://page.test";
export const SCRIPTS = "https://scripts.test";
/** Our printed form: SDK and API at one origin. */
export const MARKET = "https://market.test";
/** The same marketplace by another name, for who keeps scripts and API apart. */
export const API = "https://api.test";
export const PICTURES = "https://pictures.test";

export class World {
  /** `pages`: HTML by path. `scripts`: source by path. `peers`: by host, what answers there. */
  static async open({ pages, scripts, peers }) {
    const world = new World();
    world.delay = 0; // of every answer of an API, in milliseconds
    world.market = await Market.start({ publicUrl: MARKET });
    const { market } = world;
    keep(await wares(market));
    const script = ({ path }) => (scripts(path) ? { headers: kept(path), body: packed(scripts(path)) } : NOTHING);
    const business = (asked) => passed(market, asked);
    world.hosts = {
      [PAGE]: ({ path }) => (pages(path) ? html(pages(path)) : NOTHING),
      [SCRIPTS]: (asked) => script(asked),
      [MARKET]: (asked) => many(asked) ?? business(asked),
      [API]: (asked) => (scripts(asked.path) ? script(asked) : many(asked) ?? business(asked)),
      // Buy Button asks for pictures by a size in their names, which a drawing has no need of.
      [PICTURES]: (asked) => business({ ...asked, path: asked.path.replace(/_\d+x\d+(?=\.\w+$)/, "") }),
      ...peers,
    };
    const hosts = Object.keys(world.hosts).map((origin) => new URL(origin).host);
    const { key, byHost, pin } = certificates(hosts);
    const contexts = new Map([...byHost].map(([host, cert]) => [host, createSecureContext({ key, cert })]));
    world.pin = pin;
    world.sessions = new Set();
    const [cert] = byHost.values();
    const chosen = (host, done) => done(null, contexts.get(host));
    world.server = createSecureServer({ key, cert, SNICallback: chosen }, (asked, answer) => world.#answer(asked, answer));
    world.server.on("session", (session) => {
      world.sessions.add(session);
      session.on("close", () => world.sessions.delete(session));
      session.on("error", () => {});
    });
    await new Promise((resolve) => world.server.listen(0, "127.0.0.1", resolve));
    world.port = world.server.address().port;
    return world;
  }

  async #answer(asked, answer) {
    const chunks = [];
    for await (const chunk of asked) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { url: path, method, headers, authority } = asked;
    try {
      const found = await this.hosts[`https://${authority}`]({ path, method, headers, body });
      if (this.delay && found.api) await new Promise((resolve) => setTimeout(resolve, this.delay));
      if (answer.stream.destroyed) return;
      answer.writeHead(found.status ?? 200, found.headers);
      answer.end(found.body);
    } catch (error) {
      console.error(`${method} ${authority}${path}: ${error.stack}`);
      answer.stream.destroyed || (answer.writeHead(500), answer.end());
    }
  }

  /** Ends every connection, as the time between two visits does. */
  hangUp() {
    for (const session of this.sessions) session.close();
  }

  async close() {
    for (const session of this.sessions) session.destroy();
    this.server.close();
    await this.market.close();
  }
}

/** The twelve goods that every page shows, as our search finds them. */
async function wares(market) {
  const headers = { "content-type": "application/json", "ucp-agent": `profile="${MARKET}/sdk/v1/profile.json"`, "request-id": randomUUID() };
  const body = JSON.stringify({ filters: { price: { min: 0 } }, context: { language: "en" }, pagination: { limit: 12 } });
  const answer = await passed(market, { path: "/ucp/v1/catalog/search", method: "POST", headers, body });
  return JSON.parse(brotliDecompressSync(answer.body)).products;
}

/** What the marketplace answers, its pictures named at an origin of their own. */
async function passed(market, { path, method, headers, body }) {
  const onward = Object.fromEntries(Object.entries(headers).filter(([name]) => name[0] !== ":"));
  const api = !path.startsWith("/sdk/") && !path.startsWith("/media/");
  if (api) onward["accept-encoding"] = "identity";
  const answered = await new Promise((resolve, reject) => {
    const asked = request(market.origin + path, { method, headers: onward }, resolve).on("error", reject);
    asked.end(body);
  });
  const chunks = [];
  for await (const chunk of answered) chunks.push(chunk);
  const found = Buffer.concat(chunks);
  const { statusCode: status, headers: said } = answered;
  for (const name of ["connection", "keep-alive", "transfer-encoding"]) delete said[name];
  if (!api || !found.length) return { status, headers: said, body: found, api };
  delete said["content-length"];
  const named = found.toString().replaceAll(`${MARKET}/media/`, `${PICTURES}/media/`);
  return { status, headers: { ...said, "content-encoding": "br" }, body: quick(named), api };
}

/** An answer of an API as JSON, for pages anywhere. */
export function json(value, headers = {}) {
  const kind = { "content-type": "application/json", "cache-control": "no-store", "access-control-allow-origin": "*" };
  return { headers: { ...kind, "content-encoding": "br", ...headers }, body: quick(JSON.stringify(value)), api: true };
}

/** An answer to a preflight, good for a day. */
export function allowed({ headers }) {
  const names = headers["access-control-request-headers"] ?? "";
  const allow = { "access-control-allow-headers": names, "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE" };
  return { status: 204, headers: { "access-control-allow-origin": "*", "access-control-max-age": "86400", ...allow }, api: true };
}

export function html(text) {
  const headers = { "content-type": "text/html; charset=utf-8", "content-encoding": "br", "cache-control": "no-cache" };
  return { headers, body: packed(text) };
}

const shelf = new Map();
/** As files are packed beforehand. */
export function packed(text) {
  if (!shelf.has(text)) shelf.set(text, brotliCompressSync(text));
  return shelf.get(text);
}

/** As answers are packed while somebody waits. */
function quick(text) {
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
}

const NOTHING = { status: 404, headers: {}, body: "" };
/** A script's or a style sheet's: nobody asks twice for it. */
function kept(path) {
  const kind = path.endsWith(".css") ? "text/css" : "text/javascript";
  const headers = { "content-type": `${kind}; charset=utf-8`, "content-encoding": "br", "access-control-allow-origin": "*" };
  return { ...headers, "cache-control": "public, max-age=31536000, immutable", "timing-allow-origin": "*" };
}
