/** What a call of the API is rejected with; `code` is one of the closed list in tsampa.d.ts. */
export class TsampaError extends Error {
  constructor(code, message, retry = false) {
    super(message);
    this.name = "TsampaError";
    this.code = code;
    this.retry = retry;
  }
}

/**
 * What Wasm cannot do for itself: catch its own traps, wait on promises, hold a lock, and end.
 * Every way from JavaScript into Wasm leads through `enter`, so that a trap never reaches the page's `onerror`.
 * Wasm lives twice at most: after its first trap it starts afresh, after the second what it drew last stays.
 */
export class Host {
  #restart;
  #life = {};
  #lives = 2;
  #reason = "";
  #last = 0;
  #calls = new Map();
  #locks = new Set();
  #subscribers = new Map();

  /** `restart` makes a fresh Wasm and mounts everything again. */
  constructor(restart) {
    this.#restart = restart;
  }

  /** Runs `work`, which calls into Wasm. */
  enter(work) {
    const life = this.#life;
    if (!life) return undefined;
    try {
      return work();
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
    Promise.resolve(promise).then(
      (value) => callback(value, false),
      (error) => callback(error, true),
    );
  }

  /** The text of a body, or null when it has more than `most` bytes. */
  async read(body, most) {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let text = "";
    for (let size = 0; ; ) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      size += value.length;
      if (size > most) {
        reader.cancel().catch(() => {});
        return null;
      }
      text += decoder.decode(value, { stream: true });
    }
  }

  /** Asks for a Web Lock: `callback(undefined, false)` when it is ours, `callback(error, true)` when it is refused or taken. */
  hold(name, callback) {
    const asking = new AbortController();
    let free;
    const held = new Promise((done) => {
      free = done;
    });
    const release = () => {
      asking.abort();
      free();
      this.#locks.delete(release);
    };
    this.#locks.add(release);
    const ask = async () =>
      navigator.locks.request(name, { __proto__: null, signal: asking.signal }, () => {
        callback(undefined, false);
        return held;
      });
    ask().catch((error) => asking.signal.aborted || callback(error, true));
    return release;
  }

  /** A call of the API: `begin(key)` tells Wasm of it, `abort(key)` that the page gave it up. */
  call(begin, signal, abort) {
    if (signal?.aborted) return Promise.reject(cancelled());
    const key = ++this.#last;
    const promise = this.promise(key);
    if (!this.#life) this.reject(key, "cancelled", STOPPED);
    if (signal) {
      const stop = () => this.enter(() => abort(key));
      signal.addEventListener("abort", stop);
      const unlisten = () => signal.removeEventListener("abort", stop);
      promise.then(unlisten, unlisten);
    }
    this.enter(() => begin(key));
    return promise;
  }

  /** The promise that `resolve` or `reject` settles under this key. Nobody has to look at it. */
  promise(key) {
    const promise = new Promise((resolve, reject) => this.#calls.set(key, { resolve, reject }));
    promise.catch(() => {});
    return promise;
  }

  resolve(key, value) {
    this.#calls.get(key)?.resolve(value);
    this.#calls.delete(key);
  }

  reject(key, code, message, retry) {
    this.#calls.get(key)?.reject(new TsampaError(code, message, retry));
    this.#calls.delete(key);
  }

  /** Calls `listener` with every new cart of the shop at `origin`, until the function answered is called. */
  subscribe(origin, listener) {
    const listeners = this.#subscribers.get(origin) ?? new Set();
    this.#subscribers.set(origin, listeners);
    const own = (cart) => listener(cart);
    listeners.add(own);
    return () => void listeners.delete(own);
  }

  /** A cart changed. A subscriber's own error is the page's, and is reported as such. */
  changed(origin, cart) {
    for (const listener of [...(this.#subscribers.get(origin) ?? [])]) {
      try {
        listener(cart);
      } catch (error) {
        reportError(error);
      }
    }
  }

  /** Why Wasm is about to trap, in its own words. */
  panicked(reason) {
    this.#reason = reason;
  }

  #trapped(life, error) {
    if (life !== this.#life) return; // An outer call of the same trap.
    this.#life = null;
    const again = --this.#lives > 0;
    const next = again ? "It starts again; the cart is kept." : "What it drew last stays; reload the page to shop on.";
    console.error(`tsampa: the shop stopped at a flaw of its own (${this.#reason || error}). ${next}`);
    for (const release of [...this.#locks]) release();
    for (const key of [...this.#calls.keys()]) this.reject(key, "cancelled", STOPPED, again);
    if (!again) return;
    setTimeout(() => {
      this.#life = {};
      this.#reason = "";
      this.enter(this.#restart);
    });
  }
}

const STOPPED = "The shop stopped at a flaw of its own before this was done.";

function cancelled() {
  return new TsampaError("cancelled", "The call was given up by its caller.");
}
