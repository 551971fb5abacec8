/**
 * Tsampa: a shop for any web page, speaking the Universal Commerce Protocol (UCP) 2026-04-08.
 *
 * Values are UCP's objects under UCP's names. Amounts are integers in the minor unit of the currency beside them
 * (2800 is 28.00 CNY, and 2800 JPY). What UCP lets a business leave out is optional here.
 */

/** The SDK's version. */
export const version: string;

/**
 * A shop by its business's origin. Elements and callers share one shop for each origin. Resolves when the WebAssembly
 * runs; waits for no request. On a server it rejects with `no_browser`.
 */
export function connect(options?: ConnectOptions): Promise<Shop>;

/** What `connect` takes. What is left out comes from the script tag's `data-*`, where there is one. */
export interface ConnectOptions extends Place {
  /** Origin of the business, for instance `https://market.example`. By default the origin that the SDK came from. */
  api?: string | undefined;
  /** Id under which the business knows the page's owner. */
  partner?: string | undefined;
  /** How visitors come to the page: `video`, `profile`, `qr` … */
  channel?: string | undefined;
  /** Address of the business's UCP endpoint, where it shall not be asked for. */
  endpoint?: string | undefined;
  /** Address of the platform profile that `UCP-Agent` names. By default the `profile.json` beside the SDK. */
  profile?: string | undefined;
  /** Whether the page's `utm_*` parameters are told to the business. */
  utm?: boolean | undefined;
}

/** For whom goods are asked. */
export interface Place {
  /** Language, as BCP 47 writes it: `zh`, `bo`. By default the page's. */
  lang?: string | undefined;
  /** Where the buyer is: ISO 3166-1 alpha-2, for instance `CN`. */
  country?: string | undefined;
  /** Currency to be shown, ISO 4217: `CNY`. The business may answer in another. */
  currency?: string | undefined;
}

/** One business's shop. */
export interface Shop {
  /** One page of the products that match; without a word about what is wanted, of all. */
  search(options?: SearchOptions): Promise<Page>;
  /** One product with its variants, by its id or the id of one of them. */
  product(item: string, options?: Place & Cancelable): Promise<Product>;
  /** The buyer's cart. */
  readonly cart: CartCalls;
  /**
   * Takes the buyer to the checkout, in the same tab; `tsampa-checkout` announces it on `document`, and its
   * `preventDefault()` keeps the buyer here. The promise resolves all the same and says where the checkout is; with `navigate: false` it
   * does nothing else. Offline it rejects at once, and where the business is not reached after three tries; the cart stays.
   *
   * Where a price changed since the buyer saw it (`was` of a line), the first call rejects with `refused` and `retry`:
   * the buyer has to be told. A later call says that the buyer agrees.
   */
  checkout(options?: CheckoutOptions): Promise<Checkout>;
  /**
   * What the cart of this page was told lately, as text of at most 64 KB to go with a report: `cargo xtask replay FILE` comes from it to
   * the state that the page is in. It holds the items' ids, numbers and times; every other text, key and address has a number in its
   * place. It is kept in the page's memory alone, and sent nowhere.
   */
  trace(): Promise<string>;
}

/** What `search` takes. */
export interface SearchOptions extends Place, Cancelable {
  /** Free text. */
  query?: string | undefined;
  /** Id of a seller (extension `example.tsampa.browse`). */
  seller?: string | undefined;
  /** Value of a category. */
  category?: string | undefined;
  /** Ids of products or variants, 10 at most, looked up in place of a search. */
  ids?: readonly string[] | undefined;
  /** The order (extension `example.tsampa.browse`). */
  sort?: "relevance" | "price_asc" | "price_desc" | "newest" | undefined;
  /** Products in a page, 1 to 50; 12 by default. */
  limit?: number | undefined;
  /** `next` of the page before. */
  after?: string | undefined;
}

/** What `checkout` takes. */
export interface CheckoutOptions extends Cancelable {
  /** Whether the buyer is taken there; true by default. */
  navigate?: boolean | undefined;
}

/** A call that can be given up: it rejects with `cancelled`. */
export interface Cancelable {
  signal?: AbortSignal | undefined;
}

/** Where the checkout is. */
export interface Checkout {
  url: string;
}

/** One page of products. */
export interface Page {
  products: Product[];
  /** What the next page is asked for by (`after`); undefined on the last. */
  next?: string;
}

/**
 * The buyer's cart. Changes show at once, also offline; their promises wait for what the business says, and reject where it refuses:
 * then the cart is again as the business has it. Where there is no business to ask (`not_ucp`, `unsupported`) they reject, too, but what
 * was wished for stays and is sent once there is one.
 */
export interface CartCalls {
  /** What is shown now: what the business confirmed and the buyer's open changes on top. */
  readonly current: Cart;
  /**
   * Adds pieces of a variant; 1 by default. The id of a product that the page has been shown or told of means its selected variant,
   * at first the first that can be bought.
   * `tsampa-add` announces it on `document`, and its `preventDefault()` stops it (`cancelled`).
   */
  add(item: string, quantity?: number): Promise<Cart>;
  /** Sets how many there are of a variant; 0 removes it. */
  set(item: string, quantity: number): Promise<Cart>;
  /** Removes a variant. */
  remove(item: string): Promise<Cart>;
  /** Calls `listener` at every change, until the function answered is called. */
  subscribe(listener: (cart: Cart) => void): () => void;
}

/** A cart as it is shown. */
export interface Cart {
  /** Undefined before the business's first answer. */
  id?: string;
  line_items: LineItem[];
  /** ISO 4217; undefined while no price is known. */
  currency?: string;
  /** The business's totals as it last answered, whole and in its order. */
  totals: Total[];
  /** True while a change of the buyer's is not yet answered: the totals are those of before it. */
  open: boolean;
}

/** One line of a cart. */
export interface LineItem {
  /** Undefined before the business confirmed the line. */
  id?: string;
  item: {
    /** Id of the variant. */
    id: string;
    title: string;
    /** Of one piece, in minor units; undefined while it is not known. */
    price?: number;
    image_url?: string;
  };
  /** As it is shown. */
  quantity: number;
  /** The business's; empty while a change of this line is not yet answered. */
  totals: Total[];
  /** What one piece cost as the buyer was shown it; undefined unless that changed and the buyer has not agreed yet. */
  was?: Price;
}

/** One entry of totals (UCP types/totals.json). */
export interface Total {
  /** `subtotal`, `items_discount`, `discount`, `fulfillment`, `tax`, `fee`, `total`, or the business's own. */
  type: string;
  /** Minor units; negative for discounts. */
  amount: number;
  display_text?: string;
  /** What it is made of. */
  lines?: { display_text: string; amount: number }[];
}

/** A product (UCP types/product.json). */
export interface Product {
  id: string;
  handle?: string;
  title: string;
  description: Description;
  price_range: PriceRange;
  list_price_range?: PriceRange;
  /** A search answer may hold only some of them; `product()` has all. */
  variants: Variant[];
  url?: string;
  categories?: { value: string; taxonomy?: string }[];
  media?: Media[];
  options?: ProductOption[];
  /** The choice in force. */
  selected?: SelectedOption[];
  rating?: Rating;
  tags?: string[];
  /** The business's own. */
  metadata?: Record<string, unknown>;
}

/** What can be put into a cart (UCP types/variant.json). */
export interface Variant {
  id: string;
  title: string;
  description: Description;
  price: Price;
  /** Price before a reduction. */
  list_price?: Price;
  /** `amount` for each `reference`, as the business computed it. */
  unit_price?: Price & { measure: Measure; reference: Measure };
  /** Absent: unknown. */
  availability?: { available?: boolean; status?: string };
  options?: SelectedOption[];
  sku?: string;
  barcodes?: { type: string; value: string }[];
  handle?: string;
  url?: string;
  categories?: { value: string; taxonomy?: string }[];
  rating?: Rating;
  tags?: string[];
  /** The business's own. */
  metadata?: Record<string, unknown>;
  media?: Media[];
  seller?: { name?: string; links?: { type: string; url: string; title?: string }[] };
  inputs?: { id: string; match?: string }[];
  "example.tsampa.seller"?: { id: string; name: string; url?: string; county?: string; maker?: string };
  "example.tsampa.stock"?: { available: number; max_per_order?: number };
}

/** An amount in the minor unit of a currency (ISO 4217). */
export interface Price {
  amount: number;
  currency: string;
}

/** The lowest and the highest price of a product's variants. */
export interface PriceRange {
  min: Price;
  max: Price;
}

/** What buyers say of it, on a scale whose lowest value is 1 where it says no other. */
export interface Rating {
  value: number;
  scale_min?: number;
  scale_max: number;
  count?: number;
}

/** A text in up to three forms. `html` comes from the business as it is: never put it into a page unseen. */
export interface Description {
  plain?: string;
  html?: string;
  markdown?: string;
  text?: string;
}

/** A picture, a film or a model. */
export interface Media {
  type: string;
  url: string;
  alt_text?: string;
  width?: number;
  height?: number;
}

/** One thing to choose and its values. */
export interface ProductOption {
  name: string;
  values: { id?: string; label: string; available?: boolean; exists?: boolean }[];
}

/** One option with the value chosen. */
export interface SelectedOption {
  name: string;
  id?: string;
  label: string;
}

/** So much of a unit: 500 g. */
export interface Measure {
  value: number;
  unit: string;
}

/** Why a call was rejected. */
export class TsampaError extends Error {
  constructor(code: ErrorCode, message: string, retry?: boolean);
  readonly code: ErrorCode;
  /**
   * Whether the same call may succeed later. A change that was on its way when the SDK stopped at a flaw of its own (`cancelled`) is
   * mostly kept all the same: look at `cart.current` before you repeat it.
   */
  readonly retry: boolean;
}

/** All codes there are. */
export type ErrorCode =
  /** The browser is offline. */
  | "offline"
  /** The business did not answer in time, or is too busy to. */
  | "timeout"
  /** The business cannot be reached, or does not let other sites read its answers. */
  | "cors"
  /** The business answered something that is not UCP 2026-04-08. */
  | "not_ucp"
  /** The business does not offer this, or the page or browser does not let the SDK run. */
  | "unsupported"
  /** The business does not know the item. */
  | "not_found"
  /** The business has none left. */
  | "out_of_stock"
  /** The business said no, or the call was made wrongly: `message` says what. */
  | "refused"
  /** The call was given up, or prevented by a listener. */
  | "cancelled"
  /** The browser could not keep what was to be kept. */
  | "storage"
  /** There is no browser: the call was made on a server. */
  | "no_browser";

/** What the three elements have in common. Each property is the attribute of the same name. */
declare class TsampaElement extends HTMLElement {
  /** Defines the element, by default under its own name. Does nothing where the name is taken. */
  static define(tag?: string, registry?: CustomElementRegistry): void;
  /** Origin of the business. */
  api: string;
  country: string;
  currency: string;
  channel: string;
  /** `toast` (default), `open` or `none`; the attribute is `after-add`. */
  afterAdd: string;
}

/** `<tsampa-shop>`: product cards. With none of `seller`, `category`, `query`, `ids` it shows the whole catalogue. */
export class TsampaShop extends TsampaElement {
  seller: string;
  category: string;
  query: string;
  /** Comma-separated; an array may be assigned, too. */
  get ids(): string;
  set ids(ids: string | string[]);
  sort: string;
  get limit(): string;
  set limit(limit: string | number);
  /** Whether a search box is shown. */
  search: boolean;
}

/** `<tsampa-product>`: one product. */
export class TsampaProduct extends TsampaElement {
  /** Id of a product or of one of its variants. */
  item: string;
  /** `card` (default), `row` or `button`. */
  layout: string;
}

/** `<tsampa-cart>`: the cart. */
export class TsampaCart extends TsampaElement {
  /** `drawer` (default), `inline` or `button`. */
  mode: string;
}

/**
 * What a page words in its own way, as JSON in `<script type="application/json" data-tsampa-words>`, which stands before the first
 * element. With a `lang` on the tag it is for that language only, which may be one that the SDK does not speak; the first block that
 * fits counts. Keys are those of `locales/en.json` and `locales/en.rest.json`; `{title}`, `{n}` … in a text are filled in. A text that
 * counts may have others beside it for the plural categories of its language: `items_one`, `items_few`, `items_many`.
 */
export interface Words {
  [key: string]: string;
}

/** What the script tag sets: `window.tsampa`. */
export interface Tsampa {
  /** The script's own shop, when the WebAssembly runs. */
  readonly ready: Promise<Shop>;
  readonly connect: typeof connect;
  readonly version: string;
}

/** The events, by name. All bubble and cross shadow roots; those of calls are dispatched on `document`. */
export interface TsampaEvents {
  /** Before an item goes into the cart; cancelable. */
  "tsampa-add": CustomEvent<{ item: string; quantity: number }>;
  /** Before the buyer is taken to the checkout; cancelable. */
  "tsampa-checkout": CustomEvent<{ url: string }>;
  /** The elements are defined; on `document`. */
  "tsampa-ready": CustomEvent<{ shop: Shop }>;
  /** Products came to be shown. */
  "tsampa-view": CustomEvent<{ items: string[] }>;
  /** The shown cart changed; `settled`, where the change is the buyer's, is what the business answers. */
  "tsampa-cart": CustomEvent<{ cart: Cart; settled?: Promise<Cart> }>;
  /** An order was placed from this browser's cart; on `document`. */
  "tsampa-order": CustomEvent<{ order: { id: string; label?: string; permalink_url?: string } }>;
  /** Something went wrong. */
  "tsampa-problem": CustomEvent<{ code: ErrorCode; message: string }>;
}

declare global {
  /** There where the script tag stands; a page that imports the module has none. */
  var tsampa: Tsampa;
  interface Window {
    readonly tsampa: Tsampa;
  }
  interface WindowEventMap extends TsampaEvents {}
  interface DocumentEventMap extends TsampaEvents {}
  interface HTMLElementEventMap extends TsampaEvents {}
  interface HTMLElementTagNameMap {
    "tsampa-shop": TsampaShop;
    "tsampa-product": TsampaProduct;
    "tsampa-cart": TsampaCart;
  }
}

export {};
