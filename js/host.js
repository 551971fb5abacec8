/** The browser's own, also on a page that calls something else so. */
const { Map, Set } = globalThis;
/** How long a failed fetch of the rest is not repeated, at first and at the most. */
const PATIENCE_MS = 2_000, PATIENCE_MS_MAX = 60_000;
/** Most different sentences said on one page. */
const SENTENCES_MAX = 50;
/** Longest text taken from another page; the engine's own is far shorter. */
const RECORD_MAX = 262_144;

/** What a call of the API is rejected with; `code` is one of the closed list in tsampa.d.ts. */
export class TsampaError extends Error {
  name = "TsampaError";
  constructor(code, message, retry = false) {
    super(message);
    Object.assign(this, { code, retry });
  }
}

/**
 * The page's side of the shell: what Wasm cannot do for itself (catch its traps, wait, end), and what needs many values of the
 * browser, which weighs a third here. Every way into Wasm leads through `enter`: no trap reaches the page's `onerror`.
 * Wasm lives twice at most: after its first trap it starts afresh, after the second what it drew last stays.
 *
 * `js/page.js` is a host that says how to call a callback (`called`), to fetch the rest of the Wasm (`fetchRest`), to tell that it
 * came (`restCame`), to give Wasm a life (`live`) and to tell that one of everything (`restart`).
 */
export class Host {
  #rest;
  /** The rest of the Wasm is here; until `rest` was called and done it is not. */
  whole = false;
  #wanted = false;
  #failed;
  #patience = PATIENCE_MS;
  #life;
  #lives = 2;
  /** Why Wasm is about to trap, in its own words. */
  reason = "";
  /** What gives back the locks that are held or asked for (js/late.js). */
  held = new Set();
  /** Whose a cart is that was announced. */
  carts = new WeakMap();
  /** To other pages, by name. */
  channels = new Map();
  /** Whether pages can agree on who writes: not over plain http, and not in a frame that keeps nothing. */
  locks = window.origin !== "null" && "LockManager" in globalThis;
  /** The page's, taken once. */
  fetch = globalThis.fetch;
  #last = 0;
  #said = new Set();
  #calls = new Map();
  #writers = new Map();
  /** Exchanges that are wanted, by key, and what gives them up. */
  requests = new Map();
  #comers = [];
  #databases = new Map();
  #reading = new Set();
  #left;

  /** `life`: that of a Wasm which runs already; null: it will (`begin`). */
  constructor(life = {}) {
    this.#life = life;
    // WebKit keeps a page that is left, with the transactions that it has open, and every other page's wait for them: those that
    // have not read yet are given up, and made when the page is back.
    addEventListener("pagehide", () => {
      this.#left = new Promise((back) => addEventListener("pageshow", back, { __proto__: null, once: true })).then(() => (this.#left = undefined));
      for (const giveUp of this.#reading) giveUp();
      this.#reading.clear();
    });
  }

  /** Fetches the rest of the Wasm, once. A failure is said on the console; then again, by itself where it is `wanted`. */
  rest(wanted = true) {
    this.#wanted ||= wanted;
    if (!this.#rest) {
      const rest = (this.#rest = this.#join(this.#life));
      rest.catch(({ message }) => {
        this.#failed = rest;
        console.error(`tsampa: ${message}`);
        setTimeout(() => this.again(), this.#patience);
        this.#patience = Math.min(2 * this.#patience, PATIENCE_MS_MAX);
      });
    }
    return this.#rest;
  }

  /** It may be there now. */
  again() {
    if (this.#failed !== this.#rest) return; // One under way is of a later life.
    this.#rest = undefined;
    if (this.#wanted) this.rest();
  }

  async #join(life) {
    await this.fetchRest();
    if (life !== this.#life) return;
    this.whole = true;
    this.enter(() => this.restCame());
  }

  /** Gives Wasm a life, and tells it of everything. */
  async begin() {
    await this.live();
    this.#life = {};
    this.reason = "";
    this.enter(() => this.restart());
  }

  /** Runs `work`, which calls into Wasm. */
  enter(work) {
    const life = this.#life;
    try {
      return life ? work() : undefined;
    } catch (error) {
      return this.#trapped(life, error);
    }
  }

  /** `callback` as browsers may call it: harmless in another life than the one it was made in. */
  guard(callback) {
    const life = this.#life;
    return (value, failed) => (life === this.#life ? this.enter(() => callback(value, failed === true)) : undefined);
  }

  /** Wasm's callback of this number, guarded. */
  back(number) {
    return this.guard((value, failed) => this.called(number, value, failed));
  }

  /** Calls `callback` with what comes of `promise`, and whether that is a failure. */
  settle(promise, callback) {
    const back = this.guard(callback);
    Promise.resolve(promise).then((value) => back(value, false), (error) => back(error, true));
  }

  /** Says a sentence to the page's author, once: this one, or with values that which has the gist. */
  say(gist, ...values) {
    const said = `${[gist, ...values]}`;
    if (this.#said.size >= SENTENCES_MAX || this.#said.has(said)) return;
    this.#said.add(said);
    values.length ? told(gist, ...values).then(warn) : warn(gist);
  }

  /** Makes an HTTP exchange: the promise of its response. Another one may have the key once it was taken back. */
  exchange(key, method, url, profile, body, plain, idempotency, cache = plain ? "no-cache" : "default") {
    // Plain ones past what the browser keeps: by `stale-while-revalidate` it would answer with that.
    const controller = new AbortController();
    this.requests.set(key, controller);
    const headers = { __proto__: null, Accept: JSON_TYPE };
    if (body) headers["Content-Type"] = JSON_TYPE;
    // Without a header of ours a request needs no preflight.
    if (!plain) Object.assign(headers, { "UCP-Agent": `profile="${profile}"`, "Request-Id": this.uuid() });
    if (idempotency) headers["Idempotency-Key"] = idempotency;
    // A page's preload is made so, and serves nothing that is asked otherwise. Other origins get nothing of the buyer's by it.
    const credentials = plain ? "same-origin" : "omit";
    const how = { __proto__: null, method, headers, body, cache, credentials, signal: controller.signal };
    const more = { redirect: plain ? "error" : "follow", keepalive: !!idempotency }; // A change may outlive the page.
    const { fetch } = this;
    return (async () => fetch(url, Object.assign(how, more)))();
  }

  /** Whether an exchange is still wanted; it is no longer. */
  done(key) { return this.requests.delete(key); }

  /** Gives up an exchange. Without a reason: pages' wrappers of `fetch` do not expect one. */
  abort(key) {
    const controller = this.requests.get(key);
    this.done(key);
    controller?.abort();
  }

  /** `Retry-After` as milliseconds from `wall`: whole seconds, or an HTTP date; -1 for nonsense. A time gone by is no wait. */
  retryAfter(text, wall) {
    const said = text?.trim() ?? "";
    if (/^\d{1,9}$/.test(said)) return said * 1000;
    // Every HTTP date has a colon; Date.parse takes nearly anything else for a date too.
    const at = said.includes(":") ? Date.parse(said) : NaN;
    return at >= 0 ? Math.max(0, at - wall) : -1;
  }

  /** A UUIDv4 (RFC 9562, section 5.4). `crypto.randomUUID` is missing on plain-http pages. */
  uuid() {
    const bytes = random(new Uint8Array(36));
    // What is fixed in it stays: the version, and two bits of the eight.
    return "00000000-0000-4000-8000-000000000000".replace(/[08]/g, (digit, at) => (+digit | (bytes[at] & (+digit ? 3 : 15))).toString(16));
  }

  /**
   * The one place that divides money: an amount in minor units, a whole number in digits, as `language` writes it. They are moved as
   * text: nothing is rounded. A code that is no currency's stands before them.
   */
  money(language, amount, currency) {
    const places = [0, 3, 4].find((places) => PLACES[places].includes(currency)) ?? 2;
    const padded = amount.replace(/\d+/, (digits) => digits.padStart(places + 1, "0"));
    const [, minus, units, part] = padded.match(`(-?)(.*)(.{${places}})$`);
    if (currency === "CNY" && YUAN.test(language)) return `${minus + (language < "f" ? "CN¥" : "¥") + units.replace(/\B(?=(\d{3})+$)/g, ",")}.${part}`;
    const written = minus + units + (places ? `.${part}` : "");
    const how = { __proto__: null, style: "currency", currency, minimumFractionDigits: places, maximumFractionDigits: places };
    // An older browser, which makes a float of the digits, could show another minor unit of more.
    const format = (units + part).length <= 15 ? this.#writer("NumberFormat", language, how) : undefined;
    return format?.format(written) ?? `${currency} ${written}`;
  }

  /** A time, in milliseconds since 1970, as `language` writes it. */
  date(language, time) {
    const format = this.#writer("DateTimeFormat", language, { __proto__: null, dateStyle: "medium", timeStyle: "short" });
    return format?.format(time) ?? new Date(time).toISOString().slice(0, 16);
  }

  /** Which of a language's forms a number takes: `one`, `few`, `other` … */
  form(language, count) {
    return this.#writer("PluralRules", language)?.select(count) ?? "other";
  }

  /** One of `Intl`'s, made once; undefined where the browser makes none. */
  #writer(kind, language, how) {
    const key = kind + language + how?.currency;
    if (!this.#writers.has(key)) this.#writers.set(key, attempt(() => new Intl[kind]([language, ELSE], how)));
    return this.#writers.get(key);
  }

  /** The text of a body, or null when it has more than `most` bytes. */
  async read(body, most) {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let text = "";
    for (let size = 0; size <= most; ) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      size += value.length;
      text += decoder.decode(value, { stream: true });
    }
    reader.cancel().catch(() => {});
    return null;
  }

  /** One transaction on a record: `work(turn)` finds `turn.stored` and may write `turn.text`. Resolves when it is kept. */
  async transact(name, work) {
    if (this.#left) await this.#left;
    const database = this.#databases.get(name) ?? (await open(name));
    this.#databases.set(name, database);
    // Another page wants to remove it, or the browser took it: it is opened again when it is needed.
    database.onclose = database.onversionchange = () => this.#databases.delete(name) && database.close();
    return new Promise((done, fail) => {
      const transaction = database.transaction(RECORD, "readwrite");
      const records = transaction.objectStore(RECORD);
      const read = records.get(RECORD);
      const giveUp = () => {
        transaction.onabort = null;
        attempt(() => transaction.abort());
        done(this.transact(name, work));
      };
      this.#reading.add(giveUp);
      read.onsuccess = () => {
        this.#reading.delete(giveUp);
        const turn = { stored: read.result };
        work(turn);
        if (turn.text !== undefined) records.put(turn.text, RECORD);
        transaction.commit?.(); // Now: a page that is left does it no more.
      };
      transaction.oncomplete = done;
      transaction.onabort = (event) => (this.#reading.delete(giveUp), fail(event));
    });
  }

  /** Calls `callback` with what other pages store under this name. */
  hear(name, callback) {
    const channel = this.channels.get(name) ?? attempt(() => new BroadcastChannel(name));
    if (!channel) return;
    this.channels.set(name, channel);
    const back = this.guard(callback);
    channel.onmessage = ({ data }) => typeof data === "string" && data.length <= RECORD_MAX && back(data);
  }

  /** Calls `callback` when `element` comes within a viewport of what is seen. */
  near(element, callback) {
    if (!this.#comers.length) setTimeout(() => this.#measure(this.#comers.splice(0)));
    this.#comers.push([element, this.guard(callback)]);
  }

  /** What is near from the beginning needs not wait for a frame to be told so. All that came together are measured before anything is drawn. */
  #measure(comers) {
    const tops = comers.map(([element]) => element.getClientRects()[0]?.top);
    comers.forEach(([element, back], place) => {
      if (tops[place] < 2 * innerHeight && tops[place] > -innerHeight) return back();
      const look = (seen) => seen.some((entry) => entry.isIntersecting) && (observer.disconnect(), back());
      const observer = new IntersectionObserver(look, { __proto__: null, rootMargin: "100% 0px" });
      // An element without a box (hidden, or `display: contents`): when what stands inside it has one.
      return observer.observe(tops[place] ? element : element.shadowRoot.lastElementChild);
    });
  }

  /** Dispatches an event at the element of this view (0: none), or at the document; false if a listener prevents it. */
  announce(view, name, detail, cancelable) {
    const cause = this.element?.(view);
    const event = new CustomEvent(name, { __proto__: null, bubbles: true, composed: true, cancelable, detail });
    return (cause?.isConnected ? cause : document).dispatchEvent(event);
  }

  /** Origin of an address over http or https; empty if it is none. A page's script may call something else `URL`. */
  origin(address) {
    const url = attempt(() => new window.URL(address));
    return /^https?:/.test(url?.protocol) ? url.origin : "";
  }

  /** The language to speak at `element`, or on the page: its own, the script's, the nearest ancestor's, the browser's. */
  language(element, script) {
    let tag = canonical(element?.getAttribute("lang")) ?? canonical(script);
    for (let place = element ?? document.documentElement; place && !tag; ) {
      tag = canonical(place.getAttribute("lang"));
      place = place.parentElement ?? place.getRootNode().host;
    }
    return tag ?? canonical(navigator.language);
  }

  /** A call of the API: `begin(key)` tells Wasm of it, `abort(key)` that the page gave it up. */
  call(begin, signal, abort) {
    const key = ++this.#last;
    const promise = this.promise(key);
    if (!this.#life) this.reject(key, "cancelled", STOPPED);
    else if (signal?.aborted) this.reject(key, "cancelled", GIVEN_UP);
    else if (this.whole) this.enter(() => begin(key));
    else {
      const refuse = ({ code, message, retry }) => this.reject(key, code, message, retry);
      this.rest(false).then(() => this.#calls.has(key) && this.enter(() => begin(key)), refuse);
    }
    const giveUp = () => (this.whole ? this.enter(() => abort(key)) : this.reject(key, "cancelled", GIVEN_UP));
    signal?.addEventListener?.("abort", giveUp);
    promise.catch(() => {}).then(() => signal?.removeEventListener?.("abort", giveUp));
    return promise;
  }

  /** The promise that `resolve` or `reject` settles under this key. Nobody has to look at it. */
  promise(key) {
    const promise = new Promise((resolve, reject) => this.#calls.set(key, { resolve, reject }));
    promise.catch(() => {});
    return promise;
  }

  resolve(key, value, how = "resolve") {
    this.#calls.get(key)?.[how](value);
    this.#calls.delete(key);
  }

  reject(key, code, message, retry) {
    this.resolve(key, new TsampaError(code, message, retry), "reject");
  }

  /** Calls `listener` with every new cart of the shop at `origin`, until the function answered is called. */
  subscribe(origin, listener) {
    if (typeof listener !== "function") throw new TsampaError("refused", "subscribe() takes a function.");
    const own = ({ detail }) => this.carts.get(detail?.cart) === origin && listener(detail.cart);
    addEventListener("tsampa-cart", own, true);
    return () => removeEventListener("tsampa-cart", own, true);
  }

  #trapped(life, error) {
    if (life !== this.#life) return; // An outer call of the same trap.
    this.#life = null;
    const again = --this.#lives > 0;
    const whole = this.whole;
    this.whole = this.#wanted = false;
    this.#rest = undefined;
    told("a flaw of its own", this.reason || error, again).then((sentence) => console.error(`tsampa: ${sentence}`));
    for (const release of [...this.held]) release();
    this.requests.clear();
    for (const key of [...this.#calls.keys()]) this.reject(key, "cancelled", STOPPED, again);
    if (!again) return;
    setTimeout(async () => {
      await this.begin();
      if (whole) this.rest();
    });
  }
}

/** The sentence with this gist (js/author.js); where it cannot be had, the gist and what it is about. */
export async function told(gist, ...values) {
  try {
    const { sentences } = await import("./author.js");
    return await sentences[gist](...values);
  } catch {
    return `${gist}: ${values.join(" ")} (${new URL("./author.js", import.meta.url)} says more)`;
  }
}

export const warn = (sentence) => console.warn(`tsampa: ${sentence}`);

const GIVEN_UP = "The call was given up.", STOPPED = "The shop stopped at a flaw of its own.";
const JSON_TYPE = "application/json";
/** As whom to write numbers and count where the browser has not heard of a language: Chromium knows no Tibetan. ¥28.00, one form for all numbers. */
const ELSE = "zh";
/** Languages in which we write yuan as `Intl` does, and for less: for its first amount V8 looks through the tables of every language, which
    takes a slow phone longer than drawing twelve cards. */
const YUAN = /^(en(-US)?|zh(-CN|-Hans)?)$/;
/**
 * How many digits stand behind the point, where not two (ISO 4217). Not asked of the browser: Chromium answers with how many are
 * usually *shown*, none for PKR or IRR, and prices would be a hundred times too high.
 */
const PLACES = {
  __proto__: null,
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" "),
  3: "BHD IQD JOD KWD LYD OMR TND".split(" "),
  4: ["CLF", "UYW"],
};
/** Name of the one object store, and of the one record in it. */
const RECORD = "record";

function open(name) {
  return new Promise((done, fail) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(RECORD);
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

/** Fills `bytes` with what nobody can foresee. */
export const random = (bytes) => crypto.getRandomValues(bytes);

/** Waits for the next task. */
export const task = () => new Promise((done) => setTimeout(done));

/** `en_us` → `en-US`; undefined for what is no language tag. */
export const canonical = (tag) => attempt(() => Intl.getCanonicalLocales(tag.trim().replaceAll("_", "-"))[0]);

/** What `work` answers; undefined when it throws. */
export function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}
