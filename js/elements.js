/** Elements that were attached, moved, changed or removed since the keeper last looked. */
const noted = new Set();
let begin;
let keeper;

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
  if (!keeper) return begin?.();
  const elements = [...noted];
  noted.clear();
  return elements.forEach((element) => keeper(element));
}

/** What the three have in common. The classes hold no state: attributes say everything. */
class TsampaElement extends (globalThis.HTMLElement ?? Object) {
  /** Defines the element, unless its name is taken. */
  static define(tag = this.tag, registry = customElements) {
    if (!registry.get(tag)) registry.define(tag, tag === this.tag ? this : class extends this {});
  }

  connectedCallback() {
    for (const property of this.constructor.properties) {
      // Set before the element was defined: such a value hides the accessor.
      if (Object.hasOwn(this, property)) {
        const value = this[property];
        delete this[property];
        this[property] = value;
      }
    }
    note(this);
  }

  disconnectedCallback() {
    note(this);
  }

  attributeChangedCallback() {
    note(this);
  }
}

/**
 * Product cards of a shop: one seller's, a category's, those found, those named, or all.
 *
 * @attr seller - Seller's id.
 * @attr category - Value of a category.
 * @attr query - Free text to search for.
 * @attr ids - Ids of products or variants, comma-separated, in the order to show them.
 * @attr sort - `relevance`, `price_asc`, `price_desc` or `newest`.
 * @attr limit - How many cards a page has, 1 to 50; 12 by default.
 * @attr search - Shows a search box.
 * @attr api, lang, country, currency, channel, after-add - Override the script's `data-*`; see TsampaProduct.
 * @slot - What stays until the first cards are painted, and where there are none.
 * @slot title - A heading above the cards.
 * @slot empty - Said when nothing matches.
 * @slot footer - Below the cards.
 * @fires tsampa-add - Before an item goes into the cart; `preventDefault()` stops it. detail: { item, quantity }
 * @fires tsampa-view - Products came to be shown. detail: { items }
 * @fires tsampa-cart - The cart changed by a press here. detail: { cart, settled }
 * @fires tsampa-problem - Something went wrong. detail: { code, message }
 */
export class TsampaShop extends TsampaElement {
  static tag = "tsampa-shop";
  static kind = 0;
  static observedAttributes = attributes("seller", "category", "query", "ids", "sort", "limit", "search");
  static properties = reflect(this);
}

/**
 * One product with its price and an add button.
 *
 * @attr item - Id of the product or of one of its variants.
 * @attr layout - `card` (default), `row` or `button`.
 * @attr api - Origin of the business.
 * @attr lang - Language, as BCP 47 writes it.
 * @attr country - Where the buyer is, ISO 3166-1 alpha-2.
 * @attr currency - Currency to show prices in, ISO 4217.
 * @attr channel - How visitors come to the page: `video`, `profile`, `qr` …
 * @attr after-add - What follows an addition: `toast` (default), `open` (the cart's drawer) or `none`.
 * @slot - What stays until the product is painted, and where there is none.
 * @fires tsampa-add - Before the item goes into the cart; `preventDefault()` stops it. detail: { item, quantity }
 * @fires tsampa-view, tsampa-cart, tsampa-problem - As of TsampaShop.
 */
export class TsampaProduct extends TsampaElement {
  static tag = "tsampa-product";
  static kind = 1;
  static observedAttributes = attributes("item", "layout");
  static properties = reflect(this);
}

/**
 * The cart: a button with a count that opens a drawer, or the cart itself.
 *
 * @attr mode - `drawer` (default), `inline` or `button`.
 * @attr api, lang, country, currency, channel - Override the script's `data-*`; see TsampaProduct.
 * @slot - What stays until the cart is known.
 * @slot empty - Said when there is nothing in it.
 * @slot footer - Below the checkout button.
 * @fires tsampa-checkout - Before the buyer is taken to the checkout; `preventDefault()` stops it. detail: { url }
 * @fires tsampa-cart, tsampa-problem - As of TsampaShop.
 */
export class TsampaCart extends TsampaElement {
  static tag = "tsampa-cart";
  static kind = 2;
  static observedAttributes = attributes("mode");
  static properties = reflect(this);
}

/** The element's own attributes and those that every element has. */
function attributes(...own) {
  return [...own, "api", "lang", "country", "currency", "channel", "after-add"];
}

/** Gives each attribute its property; answers the properties' names. `lang` is every element's already. */
function reflect(element) {
  const names = element.observedAttributes.filter((name) => name !== "lang");
  return names.map((name) => {
    const property = name === "after-add" ? "afterAdd" : name;
    const boolean = name === "search";
    Object.defineProperty(element.prototype, property, {
      configurable: true,
      enumerable: true,
      get() {
        return boolean ? this.hasAttribute(name) : (this.getAttribute(name) ?? "");
      },
      set(value) {
        if (boolean) this.toggleAttribute(name, !!value);
        else if (value == null) this.removeAttribute(name);
        else this.setAttribute(name, value);
      },
    });
    return property;
  });
}
