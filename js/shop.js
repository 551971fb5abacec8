import * as wasm from "./glue.js";

/** One business's shop, shared with the elements of the page. `at`: what `connect` was given; `origin`: the business's, as the page reads it. */
export function shop(page, at, origin) {
  const about = pick(at, [...PLACE, "channel"]);
  const tell = (verb, key, wanted) => wasm.call(verb, key, page.open(at), Object.assign(Object.create(null), about, wanted));
  const call = async (verb, signal, wanted) => page.call((key) => tell(verb, key, wanted), signal, (key) => tell(ABORT, key));
  const change = async (verb, item, quantity) => call(verb, undefined, { item: text(item), quantity: Number(quantity) });
  return {
    search: async (options) => {
      const wanted = pick(options, ["query", "seller", "category", "ids", "sort", "limit", "after", ...PLACE]);
      wanted.ids &&= `${wanted.ids}`;
      return call(SEARCH, options?.signal, wanted);
    },
    product: async (item, options) => call(PRODUCT, options?.signal, Object.assign(pick(options, PLACE), { item: text(item) })),
    trace: () => call(TRACE),
    checkout: async (options) => call(CHECKOUT, options?.signal, { navigate: pick(options, ["navigate"]).navigate !== false }),
    cart: {
      get current() {
        return page.whole ? page.enter(() => tell(CURRENT, 0)) : { line_items: [], totals: [], open: false };
      },
      add: (item, quantity = 1) => change(ADD, item, quantity),
      set: (item, quantity) => change(SET, item, quantity),
      remove: (item) => change(SET, item, 0),
      subscribe: (listener) => page.subscribe(origin, listener),
    },
  };
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
