/** Shopify's Buy Button (npm `@shopify/buy-button-js`) before a stand-in of its Storefront API that has our goods. */
import { readFileSync } from "node:fs";

import { goods } from "../goods.mjs";
import { allowed, json } from "../world.mjs";

const SHOP = "https://shop.test";
const file = new URL("../node_modules/@shopify/buy-button-js/dist/buybutton.min.js", import.meta.url);
export const script = { "/buybutton.js": readFileSync(file, "utf8") };

/** What its own generator prints: the script, and inline code that names the shop and the goods. */
export function snippet(scripts, count) {
  const ids = goods(count).map((_, at) => at + 1);
  return {
    head: "",
    body: `<div id="goods"></div>
<script>
  function begin() {
    const client = ShopifyBuy.buildClient({ domain: "shop.test", storefrontAccessToken: "bench" });
    ShopifyBuy.UI.init(client).createComponent("productSet", {
      id: ${JSON.stringify(ids)}, node: document.getElementById("goods"), moneyFormat: "CN¥{{amount}}",
      options: { productSet: { styles: { products: { "@media (min-width: 601px)": { "margin-left": "-20px" } } } }, product: { text: { button: "Add to cart" } }, cart: { popup: false } },
    });
  }
</script>
<script async src="${scripts}/buybutton.js" onload="begin()"></script>`,
  };
}

export const known = { cards: ".shopify-buy__product", button: ".shopify-buy__btn:not([disabled])", line: ".shopify-buy__cart-item" };

export const hosts = {
  [SHOP]: (asked) => {
    if (asked.method === "OPTIONS") return allowed(asked);
    const { query, variables } = JSON.parse(asked.body);
    if (query.includes("nodes (ids")) return json({ data: { nodes: variables.ids.map(product) } });
    const found = cart((variables.input ?? variables).lines);
    const name = /(cart\w+) \(/.exec(query.slice(query.indexOf("mutation")))?.[1];
    return json({ data: name ? { [name]: { cart: found, userErrors: [], warnings: [] } } : { cart: found } });
  },
};

/** As the Storefront API writes amounts, one decimal at least: the script breaks at "28.00". */
const decimal = (value) => value.toFixed(2).replace(/0$/, "");
const amount = ({ amount, currency }) => ({ amount: decimal(amount / 100), currencyCode: currency });
const id = (kind, number) => `gid://shopify/${kind}/${number}`;
const list = (values) => ({
  pageInfo: { hasNextPage: false, hasPreviousPage: false },
  edges: values.map((node, at) => ({ cursor: `${at}`, node })),
});

function product(asked) {
  const number = +asked.split("/").pop();
  const { title, description, variants, options, media: [picture] } = goods(number)[number - 1];
  const image = { id: id("ProductImage", number), src: picture.url, altText: picture.alt_text, width: picture.width, height: picture.height };
  return {
    ...{ __typename: "Product", id: asked, title, handle: `p${number}`, availableForSale: true, createdAt: DAY, updatedAt: DAY, publishedAt: DAY },
    ...{ description: description.plain, descriptionHtml: description.plain, productType: "", vendor: variants[0].seller.name, onlineStoreUrl: null },
    options: (options ?? []).map(({ name, values }, at) => ({ id: id("ProductOption", `${number}0${at}`), name, values: values.map(({ label }) => label) })),
    images: list([image]),
    variants: list(variants.map((each, at) => variant(each, `${number}0${at}`, image))),
  };
}

function variant({ title, price, list_price: before, options = [], unit_price: unit }, number, image) {
  return {
    ...{ id: id("ProductVariant", number), title, price: amount(price), priceV2: amount(price), weight: 0, available: true, sku: null, image },
    ...{ compareAtPrice: before ? amount(before) : null, compareAtPriceV2: before ? amount(before) : null },
    selectedOptions: options.map(({ name, label }) => ({ name, value: label })),
    unitPrice: unit ? amount(unit) : null,
    unitPriceMeasurement: unit ? { measuredType: "WEIGHT", quantityUnit: "KG", quantityValue: 1, referenceUnit: "KG", referenceValue: 1 } : null,
  };
}

/** A cart with these lines, none of them added to another one: the benchmark adds once. */
function cart(lines = []) {
  const kept = lines.map(({ merchandiseId, quantity }) => {
    const [number, at] = [/(\d+)0(\d)$/.exec(merchandiseId)].flatMap(([, number, at]) => [+number, +at]);
    const { title, handle, variants, id: productId } = product(id("Product", number));
    const { price, priceV2: _, compareAtPriceV2: __, ...merchandise } = variants.edges[at].node;
    const total = { amount: decimal(quantity * price.amount), currencyCode: price.currencyCode };
    const cost = { totalAmount: total, subtotalAmount: total, amountPerQuantity: price, compareAtAmountPerQuantity: null };
    return {
      ...{ __typename: "CartLine", id: id("CartLine", number), quantity, attributes: [], cost, discountAllocations: [] },
      merchandise: { ...merchandise, price, product: { id: productId, handle, title } },
    };
  });
  const total = kept[0]?.cost.totalAmount ?? { amount: "0.0", currencyCode: "CNY" };
  const cost = { checkoutChargeAmount: total, totalAmount: total, subtotalAmount: total, totalTaxAmount: null, totalDutyAmount: null };
  const buyerIdentity = { countryCode: null, preferences: null, email: null, phone: null, customer: null, deliveryAddressPreferences: [] };
  return {
    ...{ id: id("Cart", 1), createdAt: DAY, updatedAt: DAY, lines: list(kept), attributes: [], cost, checkoutUrl: `${SHOP}/checkout` },
    ...{ discountCodes: [], discountAllocations: [], buyerIdentity, deliveryGroups: list([]), appliedGiftCards: [], note: null },
  };
}

const DAY = "2026-11-01T00:00:00Z";
