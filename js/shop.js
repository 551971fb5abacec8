import * as wasm from "./glue.js";

/** One business's shop, shared with the elements of the page. Made by `connect`. */
export class Shop {
  #host;
  #at;
  cart;

  /** `at`: what `connect` was given; `origin`: the business's, as Wasm read it. */
  constructor(host, at, origin) {
    this.#host = host;
    this.#at = at;
    const call = (begin) => this.#call(begin);
    this.cart = {
      /** What is shown now. */
      get current() {
        return host.enter(() => wasm.current(at));
      },
      add: async (item, quantity = 1) => call((key) => wasm.add(key, at, text(item), Number(quantity))),
      set: async (item, quantity) => call((key) => wasm.set(key, at, text(item), Number(quantity))),
      remove: async (item) => call((key) => wasm.set(key, at, text(item), 0)),
      subscribe: (listener) => host.subscribe(origin, listener),
    };
  }

  /** One page of products. */
  async search(options) {
    const wanted = pick(options, ["query", "seller", "category", "ids", "sort", "limit", "after", "lang", "country", "currency"]);
    wanted.ids &&= `${wanted.ids}`;
    return this.#call((key) => wasm.search(key, this.#at, wanted), options?.signal);
  }

  /** One product with its variants. */
  async product(item, options) {
    const wanted = pick(options, ["lang", "country", "currency"]);
    return this.#call((key) => wasm.product(key, this.#at, text(item), wanted), options?.signal);
  }

  /** Takes the buyer to the checkout, or answers only where that is. */
  async checkout(options) {
    const navigate = pick(options, ["navigate"]).navigate !== false;
    return this.#call((key) => wasm.checkout(key, this.#at, navigate), options?.signal);
  }

  #call(begin, signal) {
    return this.#host.call(begin, signal, (key) => wasm.abort(key, this.#at));
  }
}

/** The named properties that `from` has of its own: what a page hung onto Object.prototype is no option. */
export function pick(from, names) {
  const picked = Object.create(null);
  for (const name of names) {
    if (from != null && Object.hasOwn(from, name) && from[name] != null) picked[name] = from[name];
  }
  return picked;
}

function text(item) {
  return typeof item === "string" ? item : "";
}
