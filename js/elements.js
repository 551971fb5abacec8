/** The browser's own, also on a page that calls something else so. */
const { Set } = globalThis;
const SHARED = ["api", "lang", "country", "currency", "channel", "after-add"];

/** Elements that were attached, moved, changed or removed since the keeper last looked. */
const noted = new Set();
let begin, keeper;

/** Names who starts the Wasm when the first element is there, and who keeps the elements once it runs. */
export function serve(by) {
  begin = by.begin ?? begin;
  keeper = by.keeper ?? keeper;
  if (noted.size) look();
}

/** Several changes are one look, and a moved element was never removed. */
function note(element) {
  if (!noted.size) queueMicrotask(look);
  noted.add(element);
}

function look() {
  if (!keeper) return begin();
  const elements = [...noted];
  noted.clear();
  return elements.forEach((element) => keeper(element));
}

/**
 * What the three have in common. The classes hold no state: attributes say everything, and each is a property too.
 * @attr api - Origin of the business. This and the next four override the script's `data-*`.
 * @attr lang, country, currency - BCP 47, ISO 3166-1 alpha-2, ISO 4217: for whom goods are asked.
 * @attr channel - How visitors come to the page: `video`, `profile`, `qr` …
 * @attr after-add - What follows an addition: `toast` (default), `open` (the cart's drawer) or `none`.
 * @slot - What stays until the first view is painted, and where there is none.
 * @fires tsampa-add - Before an item goes into the cart; `preventDefault()` stops it. detail: { item, quantity }
 * @fires tsampa-view - Products came to be shown. detail: { items }
 * @fires tsampa-cart - The cart changed by a press here. detail: { cart, settled }
 * @fires tsampa-problem - Something went wrong. detail: { code, message }
 */
class TsampaElement extends (globalThis.HTMLElement ?? Object) {
  /** Defines the element, unless its name is taken. */
  static define(tag = this.tag, registry = customElements) {
    if (!registry.get(tag)) registry.define(tag, tag === this.tag ? this : class extends this {});
  }

  connectedCallback() {
    // What was set before the element was defined hides the accessor.
    for (const property of this.constructor.properties.filter((name) => Object.hasOwn(this, name))) {
      const value = this[property];
      delete this[property];
      this[property] = value;
    }
    note(this);
  }

  disconnectedCallback() { note(this); }
  attributeChangedCallback() { note(this); }
}

/**
 * Product cards: one seller's, a category's, those found, those named (`ids`, comma-separated), or all.
 * @attr seller, category, query, ids, sort - What to show; `sort` is `relevance`, `price_asc`, `price_desc` or `newest`.
 * @attr limit - How many cards a page has, 1 to 50; 12 by default.
 * @attr search - Shows a search box.
 * @slot title, empty, footer - Above the cards; said when nothing matches; below the cards.
 */
export class TsampaShop extends TsampaElement {
  static tag = "tsampa-shop";
  static kind = 0;
  static observedAttributes = ["seller", "category", "query", "ids", "sort", "limit", "search", ...SHARED];
  static properties = reflect(this);
}

/**
 * One product with its price and an add button.
 * @attr item - Id of the product or of one of its variants.
 * @attr layout - `card` (default), `row` or `button`.
 * @slot title, footer - Above the card; below it.
 */
export class TsampaProduct extends TsampaElement {
  static tag = "tsampa-product";
  static kind = 1;
  static observedAttributes = ["item", "layout", ...SHARED];
  static properties = reflect(this);
}

/**
 * The cart: a button with a count that opens a drawer, or the cart itself.
 * @attr mode - `drawer` (default), `inline` or `button`.
 * @slot title, empty, footer - In place of "Cart"; said when nothing is in it; below the checkout button.
 * @fires tsampa-checkout - Before the buyer is taken to the checkout; `preventDefault()` stops it. detail: { url }
 */
export class TsampaCart extends TsampaElement {
  static tag = "tsampa-cart";
  static kind = 2;
  static observedAttributes = ["mode", ...SHARED];
  static properties = reflect(this);
}

/** Gives each attribute its property; answers the properties' names. `lang` is every element's already. */
function reflect(element) {
  const names = element.observedAttributes.filter((name) => name !== "lang");
  return names.map((name) => {
    const property = name === "after-add" ? "afterAdd" : name;
    const accessor = name === "search" ? flag(name) : text(name);
    Object.defineProperty(element.prototype, property, { __proto__: null, configurable: true, enumerable: true, ...accessor });
    return property;
  });
}

function text(name) {
  const set = (element, value) => (value == null ? element.removeAttribute(name) : element.setAttribute(name, value));
  return { get() { return this.getAttribute(name) ?? ""; }, set(value) { set(this, value); } };
}

function flag(name) {
  return { get() { return this.hasAttribute(name); }, set(value) { this.toggleAttribute(name, !!value); } };
}
