/**
 * A network that lies: a proxy before the marketplace. Under one seed it decides what becomes of each exchange about a
 * cart or a checkout, and it notes whatever no page of ours may do.
 */
import { createServer, request } from "node:http";

import { Chance } from "./chance.mjs";
import { FATES, FATES_OF_PREFLIGHTS } from "./fates.mjs";

export class Proxy {
  /** Listens; `behind` names the marketplace's origin once there is one. */
  static async open() {
    const proxy = new Proxy();
    proxy.sockets = new Set();
    proxy.start();
    proxy.begin({ seed: 0, faults: [], often: 0 });
    proxy.server = createServer((asked, answer) => proxy.#take(asked, answer));
    proxy.server.on("connection", (socket) => {
      if (proxy.down) return socket.resetAndDestroy();
      proxy.sockets.add(socket);
      return socket.on("close", () => proxy.sockets.delete(socket));
    });
    await new Promise((resolve, reject) => proxy.server.once("error", reject).listen(0, "127.0.0.1", resolve));
    proxy.origin = `http://127.0.0.1:${proxy.server.address().port}`;
    return proxy;
  }

  /** Forgets what was, and lies from now on to the pages of `site`. */
  begin({ seed, site, faults, often, forgetful = false }) {
    Object.assign(this, { site, faults, often, forgetful });
    this.chance = new Chance(seed ^ 0x5eed);
    this.begun = Date.now();
    this.happened = new Map(); // how often each fate
    this.flaws = []; // what should not have been
    this.told = []; // the exchanges, for a failure's sentence
    this.writes = new Set(); // under way
    this.sent = new Map(); // each key's bytes and whether it was answered
    this.cart = undefined; // id of the cart that was last spoken of
    this.gone = 0; // how many pages were left: what they sent may still be on its way
    this.leaving = false; // one is being left
    this.count = 0; // writes in all
    this.resting = false; // from now on every answer arrives
  }

  /** From now on everything passes. */
  rest() {
    this.often = 0;
    this.resting = true;
    this.start();
  }

  /** Nothing gets through, as without a network. */
  stop() {
    this.down = true;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  start() {
    this.down = false;
  }

  #take(asked, answer) {
    const parts = [];
    asked.on("data", (part) => parts.push(part));
    asked.on("end", () => {
      const passage = new Passage(this, asked, answer, Buffer.concat(parts));
      passage.go().catch((error) => this.flaws.push(`the proxy itself failed: ${error.stack}`));
    });
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** One exchange on its way through. */
class Passage {
  constructor(proxy, asked, answer, body) {
    Object.assign(this, { proxy, asked, answer, body, chance: proxy.chance });
    this.key = asked.headers["idempotency-key"];
    this.ours = asked.headers.origin === proxy.site;
    this.preflight = asked.method === "OPTIONS";
    this.write = !this.preflight && SHOPPING.test(asked.url) && asked.method !== "GET";
  }

  async go() {
    const { proxy, asked } = this;
    if (asked.headers.cookie !== undefined) proxy.flaws.push(`a cookie was sent with ${asked.method} ${asked.url}`);
    const fate = this.ours && SHOPPING.test(asked.url) ? this.#fate() : undefined;
    if (this.ours && this.write) this.#notice();
    if (this.ours && SHOPPING.test(asked.url)) {
      const what = [asked.method, asked.url.split("/")[3], this.key?.slice(0, 4), fate ?? "passed"].filter(Boolean);
      proxy.told.push(`${Date.now() - proxy.begun} ms ${what.join(" ")}`);
    }
    if (fate) proxy.happened.set(fate, (proxy.happened.get(fate) ?? 0) + 1);
    if (fate) await { ...FATES, ...FATES_OF_PREFLIGHTS }[fate](this);
    else this.give(await this.ask());
  }

  #fate() {
    const { proxy, chance } = this;
    const among = proxy.faults.filter((fate) => fate in (this.preflight ? FATES_OF_PREFLIGHTS : FATES));
    return among.length > 0 && chance.percent(proxy.often) ? chance.among(among) : undefined;
  }

  /** Holds a write against what was sent before it. */
  #notice() {
    const { proxy, key } = this;
    const { sent, writes, flaws } = proxy;
    proxy.count += 1;
    const bytes = `${this.asked.method} ${this.asked.url} ${this.body}`;
    if (!key) flaws.push(`no key: ${bytes}`);
    if (sent.get(key)?.done) flaws.push(`${key} was answered at rest and sent again`);
    if (sent.has(key) && sent.get(key).bytes !== bytes) flaws.push(`the key ${key} with other bytes: ${sent.get(key).bytes}, then ${bytes}`);
    for (const [other, { answered }] of sent) {
      if (other !== key && !answered) flaws.push(`${key} was sent before ${other} was answered`);
    }
    // What a page sent that is no longer there may be overtaken by its repetition.
    for (const other of writes) if (other.gone === proxy.gone && !other.leaving) flaws.push(`two writes under way at ${Date.now() - proxy.begun} ms: ${other.key} and ${key}`);
    if (!sent.has(key)) sent.set(key, { bytes, answered: false });
    Object.assign(this, { gone: proxy.gone, leaving: proxy.leaving });
    writes.add(this);
    this.answer.on("close", () => writes.delete(this));
  }

  /** A moment of some hundred milliseconds. */
  async wait() {
    await new Promise((resolve) => setTimeout(resolve, this.chance.between(100, 600)));
  }

  /** Asks the marketplace; its whole answer. */
  async ask() {
    const { proxy, asked, body } = this;
    const found = await new Promise((resolve, reject) => {
      const how = { method: asked.method, headers: { ...asked.headers, "accept-encoding": "identity" }, agent: false };
      request(proxy.behind + asked.url, how, resolve).on("error", reject).end(body);
    });
    const parts = [];
    for await (const part of found) parts.push(part);
    const headers = { ...found.headers };
    if (headers["set-cookie"] !== undefined) proxy.flaws.push(`a cookie was set by ${asked.method} ${asked.url}`);
    if (proxy.forgetful) delete headers["access-control-max-age"];
    for (const name of ["transfer-encoding", "connection", "content-length"]) delete headers[name];
    return { status: found.statusCode, headers, body: Buffer.concat(parts) };
  }

  /** Answers; `good`: as the marketplace did. */
  give({ status, headers, body }, { good = status < 300 && headers["content-type"] === "application/json" } = {}) {
    if (this.answer.destroyed) return;
    if (good && this.ours) this.#heard(body);
    const length = status === 204 ? {} : { "content-length": body.length };
    this.answer.writeHead(status, { ...headers, ...length }).end(body);
  }

  /** What the page learns by this answer. */
  #heard(body) {
    const { proxy, key } = this;
    // A change outlives its page: the answer then reaches nobody, and whoever takes it over has to send it again.
    const there = this.gone === proxy.gone && !this.leaving;
    if (this.write) Object.assign(proxy.sent.get(key), { answered: true, done: proxy.resting && there });
    const { id } = !this.preflight && /\/carts(\/|$)/.test(this.asked.url) ? JSON.parse(body) : {};
    if (id) proxy.cart = id;
  }

  /** Half of the answer, then nothing more. */
  cut({ status, headers, body }) {
    if (this.answer.destroyed) return;
    this.answer.writeHead(status, { ...headers, "content-length": body.length });
    this.answer.write(body.subarray(0, body.length / 2), () => this.drop());
  }

  reset() {
    this.asked.socket.write("HTTP/1.1 200 OK\r\nContent-Ty", () => this.asked.socket.resetAndDestroy());
  }

  drop() {
    this.asked.socket.destroy();
  }
}

/** What is spoken of a cart or a checkout. */
const SHOPPING = /^\/ucp\/v1\/(carts|checkout-sessions|checkouts)(\/|$)/;
