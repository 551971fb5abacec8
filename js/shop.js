import * as wasm from "./glue.js";

/** What is called, as Wasm numbers it (src/api). */
const CURRENT = 0, SEARCH = 1, PRODUCT = 2, ADD = 3, SET = 4, CHECKOUT = 5, ABORT = 6, TRACE = 7;

/** One business's shop, shared with the elements of the page. `at`: what `connect` was given; `origin`: the business's, as the page reads it. */
export function shop(page, at, origin) {
  const tell = (verb, key, wanted) => wasm.call(verb, key, page.open(at), { __proto__: null, ...at, ...wanted });
  const call = async (verb, options, more) => {
    const wanted = Object.assign(pick(options, ASKED), more);
    return page.call((key) => tell(verb, key, wanted), options?.signal, (key) => tell(ABORT, key));
  };
  const change = (verb, item, quantity) => call(verb, undefined, { item, quantity });
  return {
    search: (options) => call(SEARCH, options),
    product: (item, options) => call(PRODUCT, options, { item }),
    trace: () => call(TRACE),
    checkout: (options) => call(CHECKOUT, options),
    cart: {
      get current() {
        // Whoever looks has the cart of the last visit read, also where no element shows it.
        page.connect(at);
        return page.whole ? page.enter(() => tell(CURRENT, 0)) : { line_items: [], totals: [], open: false };
      },
      add: (item, quantity = 1) => change(ADD, item, quantity),
      set: (item, quantity) => change(SET, item, quantity),
      remove: (item) => change(SET, item, 0),
      subscribe: (listener) => (page.connect(at), page.subscribe(origin, listener)),
    },
  };
}

/** What may be asked for; each call reads its own of it. */
const ASKED = ["query", "seller", "category", "ids", "sort", "limit", "after", "lang", "country", "currency", "navigate", "signal"];

/** The named properties that `from` has of its own, as texts: what a page hung onto Object.prototype is no option. `wrong`, where it can
    have none or one is no text. */
export function pick(from, names) {
  const picked = { __proto__: null };
  from ??= picked;
  if (typeof from !== "object") picked.wrong = typeof from;
  try {
    for (const name of names) if (Object.hasOwn(from, name) && from[name] != null) picked[name] = String(from[name]);
  } catch (error) {
    picked.wrong = error;
  }
  return picked;
}
