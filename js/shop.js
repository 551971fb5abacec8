import * as wasm from "./glue.js";

/** One business's shop, shared with the elements of the page. Made by `connect`. */
export class Shop {
  #call;
  cart;

  /** `at`: what `connect` was given; `origin`: the business's, as Wasm read it. */
  constructor(host, at, origin) {
    // Exports by name, never `wasm[name]`: for that a bundler makes an object by for-in, which a polluted prototype breaks.
    this.#call = (begin, signal, ...rest) =>
      host.call((key) => begin(key, at, ...rest), signal, (key) => wasm.abort(key, at));
    const change = async (begin, item, quantity) => this.#call(begin, undefined, text(item), Number(quantity));
    this.cart = {
      get current() {
        return host.whole ? host.enter(() => wasm.current(at)) : { line_items: [], totals: [], open: false };
      },
      add: (item, quantity = 1) => change(wasm.add, item, quantity),
      set: (item, quantity) => change(wasm.set, item, quantity),
      remove: (item) => change(wasm.set, item, 0),
      subscribe: (listener) => host.subscribe(origin, listener),
    };
  }

  async search(options) {
    const wanted = pick(options, ["query", "seller", "category", "ids", "sort", "limit", "after", ...PLACE]);
    wanted.ids &&= `${wanted.ids}`;
    return this.#call(wasm.search, options?.signal, wanted);
  }

  async product(item, options) {
    return this.#call(wasm.product, options?.signal, text(item), pick(options, PLACE));
  }

  async checkout(options) {
    return this.#call(wasm.checkout, options?.signal, pick(options, ["navigate"]).navigate !== false);
  }
}

const PLACE = ["lang", "country", "currency"];
const text = (item) => (typeof item === "string" ? item : "");

/** The named properties that `from` has of its own: what a page hung onto Object.prototype is no option. */
export function pick(from, names) {
  const own = names.filter((name) => from != null && Object.hasOwn(from, name) && from[name] != null);
  return Object.assign(Object.create(null), ...own.map((name) => ({ [name]: from[name] })));
}
