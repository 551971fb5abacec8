import * as wasm from "./glue.js";

/** One business's shop, shared with the elements of the page. Made by `connect`. */
export class Shop {
  #call;
  cart;

  /** `at`: what `connect` was given; `origin`: the business's, as the page reads it. */
  constructor(page, at, origin) {
    const about = pick(at, [...PLACE, "channel"]);
    const tell = (verb, key, wanted) => wasm.call(verb, key, page.open(at), Object.assign(Object.create(null), about, wanted));
    this.#call = (verb, signal, wanted) => page.call((key) => tell(verb, key, wanted), signal, (key) => tell(ABORT, key));
    const change = async (verb, item, quantity) => this.#call(verb, undefined, { item: text(item), quantity: Number(quantity) });
    this.cart = {
      get current() {
        return page.whole ? page.enter(() => tell(CURRENT, 0)) : { line_items: [], totals: [], open: false };
      },
      add: (item, quantity = 1) => change(ADD, item, quantity),
      set: (item, quantity) => change(SET, item, quantity),
      remove: (item) => change(SET, item, 0),
      subscribe: (listener) => page.subscribe(origin, listener),
    };
  }

  async search(options) {
    const wanted = pick(options, ["query", "seller", "category", "ids", "sort", "limit", "after", ...PLACE]);
    wanted.ids &&= `${wanted.ids}`;
    return this.#call(SEARCH, options?.signal, wanted);
  }

  async product(item, options) {
    return this.#call(PRODUCT, options?.signal, Object.assign(pick(options, PLACE), { item: text(item) }));
  }

  async trace() {
    return this.#call(TRACE);
  }

  async checkout(options) {
    return this.#call(CHECKOUT, options?.signal, { navigate: pick(options, ["navigate"]).navigate !== false });
  }
}

/** What is called, as Wasm numbers it (src/api). */
const [CURRENT, SEARCH, PRODUCT, ADD, SET, CHECKOUT, ABORT, TRACE] = [0, 1, 2, 3, 4, 5, 6, 7];
const PLACE = ["lang", "country", "currency"];
const text = (item) => (typeof item === "string" ? item : "");

/** The named properties that `from` has of its own: what a page hung onto Object.prototype is no option. */
export function pick(from, names) {
  const own = names.filter((name) => from != null && Object.hasOwn(from, name) && from[name] != null);
  return Object.assign(Object.create(null), ...own.map((name) => ({ [name]: from[name] })));
}
