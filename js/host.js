/** What a call of the API is rejected with; `code` is one of the closed list in tsampa.d.ts. */
export class TsampaError extends Error {
  name = "TsampaError";
  constructor(code, message, retry = false) {
    super(message);
    Object.assign(this, { code, retry });
  }
}

/**
 * The page's side of the shell: what Wasm cannot do for itself (catch its traps, wait, end), and interfaces of callbacks and
 * options, which weigh a fifth here. Every way into Wasm leads through `enter`: no trap reaches the page's `onerror`.
 * Wasm lives twice at most: after its first trap it starts afresh, after the second what it drew last stays.
 */
export class Host {
  #fetchRest;
  #restCame;
  #restart;
  #rest;
  #here = false;
  #life = {};
  #lives = 2;
  /** Why Wasm is about to trap, in its own words. */
  reason = "";
  #last = 0;
  #locks = new Set();
  #calls = new Map();
  #databases = new Map();
  #carts = new WeakMap();
  #listeners = new WeakMap();

  /** `fetchRest` fetches the rest of the Wasm, `restCame` tells it; `restart` makes a fresh Wasm and mounts everything again. */
  constructor(fetchRest, restCame, restart) {
    this.#fetchRest = fetchRest;
    this.#restCame = restCame;
    this.#restart = restart;
  }

  /** The rest of the Wasm is here; until `rest` was called and done it is not. */
  get whole() {
    return this.#here;
  }

  /** Fetches the rest of the Wasm, once; again after a failure, which is said on the console. */
  rest() {
    if (!this.#rest) {
      this.#rest = this.#join(this.#life);
      this.#rest.catch(({ message }) => {
        console.error(`tsampa: ${message}`);
        setTimeout(() => (this.#rest = undefined), PATIENCE_MS);
      });
    }
    return this.#rest;
  }

  async #join(life) {
    await this.#fetchRest();
    if (life !== this.#life) return;
    this.#here = true;
    this.enter(this.#restCame);
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

  /** Calls the guarded `callback` with what comes of `promise`, and whether that is a failure. */
  when(promise, callback) {
    Promise.resolve(promise).then((value) => callback(value, false), (error) => callback(error, true));
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
    const database = this.#databases.get(name) ?? (await open(name));
    this.#databases.set(name, database);
    // Another page wants to remove it, or the browser took it: it is opened again when it is needed.
    database.onclose = database.onversionchange = () => this.#databases.delete(name) && database.close();
    return new Promise((done, fail) => {
      const transaction = database.transaction(RECORD, "readwrite");
      const records = transaction.objectStore(RECORD);
      const read = records.get(RECORD);
      read.onsuccess = () => {
        const turn = { stored: read.result };
        work(turn);
        if (turn.text !== undefined) records.put(turn.text, RECORD);
      };
      transaction.oncomplete = done;
      transaction.onabort = fail;
    });
  }

  /** Asks for a Web Lock: `callback(undefined, false)` when it is ours (at once where there are none), `(error, true)` if not. */
  hold(name, callback) {
    const asking = new AbortController();
    let free;
    const held = new Promise((done) => (free = done));
    const release = () => (asking.abort(), free(), this.#locks.delete(release));
    this.#locks.add(release);
    const gained = () => (callback(), held);
    const ask = async () => navigator.locks.request(name, { __proto__: null, signal: asking.signal }, gained);
    if (locks()) ask().catch((error) => asking.signal.aborted || callback(error, true));
    else gained();
    return release;
  }

  /** Calls the guarded `callback` when `element` comes within a viewport of what is seen. */
  near(element, callback) {
    const look = (seen) => seen.some((entry) => entry.isIntersecting) && (observer.disconnect(), callback());
    const observer = new IntersectionObserver(look, { __proto__: null, rootMargin: "100% 0px" });
    observer.observe(element);
  }

  /** Calls the guarded `callback` with every event of this name in a shadow root, in the place of an earlier one. */
  listen(root, name, callback) {
    const listeners = this.#listeners.get(root) ?? new Map();
    root.removeEventListener(name, listeners.get(name));
    root.addEventListener(name, callback);
    this.#listeners.set(root, listeners.set(name, callback));
  }

  /** Dispatches an event at the element that is the cause, or at the document; false if a listener prevents it. */
  announce(cause, name, detail, cancelable) {
    const event = new CustomEvent(name, { __proto__: null, bubbles: true, composed: true, cancelable, detail });
    return (cause?.isConnected ? cause : document).dispatchEvent(event);
  }

  /** Origin of an address over http or https; empty if it is none. */
  origin(address) {
    const url = attempt(() => new URL(address));
    return url?.protocol === "https:" || url?.protocol === "http:" ? url.origin : "";
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
    else if (this.#here) this.enter(() => begin(key));
    else {
      const refuse = ({ code, message, retry }) => this.reject(key, code, message, retry);
      this.rest().then(() => this.#calls.has(key) && this.enter(() => begin(key)), refuse);
    }
    const giveUp = () => (this.#here ? this.enter(() => abort(key)) : this.reject(key, "cancelled", GIVEN_UP));
    signal?.addEventListener("abort", () => this.#calls.has(key) && giveUp(), { once: true });
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

  /** Notes whose cart this is, before it is announced. */
  changed(origin, cart) {
    this.#carts.set(cart, origin);
  }

  /** Calls `listener` with every new cart of the shop at `origin`, until the function answered is called. */
  subscribe(origin, listener) {
    const own = ({ detail }) => this.#carts.get(detail?.cart) === origin && listener(detail.cart);
    addEventListener("tsampa-cart", own, true);
    return () => removeEventListener("tsampa-cart", own, true);
  }

  #trapped(life, error) {
    if (life !== this.#life) return; // An outer call of the same trap.
    this.#life = null;
    const again = --this.#lives > 0;
    const whole = this.#here;
    this.#here = false;
    this.#rest = undefined;
    const next = again ? "It starts again; the cart is kept." : "What it drew last stays; reload the page to shop on.";
    console.error(`tsampa: the shop stopped at a flaw of its own (${this.reason || error}). ${next}`);
    for (const release of [...this.#locks]) release();
    for (const key of [...this.#calls.keys()]) this.reject(key, "cancelled", STOPPED, again);
    if (!again) return;
    setTimeout(() => {
      this.#life = {};
      this.reason = "";
      this.enter(this.#restart);
      if (whole) this.rest();
    });
  }
}

/** Whether pages can agree on who writes: not over plain http, and not in a frame that keeps nothing. */
export const locks = () => window.origin !== "null" && !!navigator.locks;

const GIVEN_UP = "The call was given up before it was made.";
const STOPPED = "The shop stopped at a flaw of its own before this was done.";
/** How long a failed fetch of the rest is not repeated. */
const PATIENCE_MS = 2000;
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

/** `en_us` → `en-US`; undefined for what is no language tag. */
const canonical = (tag) => attempt(() => Intl.getCanonicalLocales(tag.trim().replaceAll("_", "-"))[0]);

/** What `work` answers; undefined when it throws. */
export function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}
