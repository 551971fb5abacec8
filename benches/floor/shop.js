/**
 * The floor: a shop as a careful person would write it by hand for one page. Two custom elements with shadow roots that speak
 * UCP; the goods are asked for when this script runs, a line is shown when the business has answered.
 */
const API = document.currentScript.dataset.api;
const STYLE = `
  ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 16px; grid-template-columns: repeat(auto-fill, minmax(160px, 1fr)) }
  li { display: flex; flex-direction: column; gap: 6px; border: 1px solid #ddd; border-radius: 8px; padding: 8px }
  img { width: 100%; height: auto; aspect-ratio: 1 }
  h3, p { margin: 0; font: inherit }
  h3, .price { font-weight: 600 }
  select, button { min-height: 44px }
  button { margin-top: auto }
  .seller, .unit, .rating { color: #666; font-size: 13px }
  .list { text-decoration: line-through }
`;
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

const HEADERS = { Accept: "application/json", "Content-Type": "application/json", "UCP-Agent": `profile="${API}/sdk/v1/profile.json"` };
const uuid = () => crypto.randomUUID();

async function ask(method, path, body) {
  const headers = { ...HEADERS, "Request-Id": uuid(), "Idempotency-Key": uuid() };
  const answer = await fetch(`${API}/ucp/v1${path}`, { method, headers, body: JSON.stringify(body), credentials: "omit" });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer.json();
}

const money = ({ amount, currency }) => new Intl.NumberFormat("en", { style: "currency", currency }).format(amount / 100);

function grow(name, content, ...children) {
  const element = Object.assign(document.createElement(name), content);
  element.append(...children);
  return element;
}

class PlainShop extends HTMLElement {
  async connectedCallback() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    this.onclick = (event) => this.pressed(event.composedPath()[0]);
    const { products } = await this.asked();
    root.replaceChildren(grow("ul", {}, ...products.map((product, at) => this.card(product, at))));
  }

  pressed(button) {
    if (button.className === "add") document.querySelector("plain-cart").add(button.closest("li").querySelector("select").value);
  }

  asked() {
    const category = this.getAttribute("category");
    const filters = category ? { categories: [category] } : { price: { min: 0 } };
    return ask("POST", "/catalog/search", { filters, context: { language: "en" }, pagination: { limit: 12 } });
  }

  card({ title, rating, media: [picture], variants }, at) {
    const [{ seller, price, list_price: list, unit_price: unit }] = variants;
    const image = { src: picture.url, alt: picture.alt_text, width: picture.width, height: picture.height, loading: at < 4 ? "eager" : "lazy" };
    const line = (className, textContent) => grow("p", { className, textContent });
    const choice = grow("select", { ariaLabel: "Variant" }, ...variants.map(({ id, title }) => grow("option", { value: id, textContent: title })));
    return grow("li", { className: "card" }, grow("img", image), grow("h3", { textContent: title }), line("seller", seller.name),
      line("rating", rating ? `★ ${rating.value} (${rating.count})` : ""), line("price", money(price)), line("list", list ? money(list) : ""),
      line("unit", unit ? `${money(unit)} / ${unit.reference.unit}` : ""), choice, grow("button", { className: "add", textContent: "Add to cart" }));
  }
}

class PlainCart extends HTMLElement {
  lines = [];

  connectedCallback() {
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    this.show({ line_items: [], totals: [] });
  }

  async add(id) {
    const lines = [...this.lines.filter((line) => line.item.id !== id), { item: { id }, quantity: 1 + (this.lines.find((line) => line.item.id === id)?.quantity ?? 0) }];
    const said = { line_items: lines, context: { language: "en" } };
    const cart = this.cart ? await ask("PUT", `/carts/${this.cart}`, { id: this.cart, ...said }) : await ask("POST", "/carts", said);
    this.cart = cart.id;
    this.show(cart);
  }

  show({ line_items: lines, totals, currency }) {
    this.lines = lines.map(({ id, item, quantity }) => ({ id, item: { id: item.id }, quantity }));
    const price = (amount) => money({ amount, currency });
    const rows = lines.map(({ item, quantity }) => grow("li", { className: "line", textContent: `${quantity} × ${item.title} ${price(item.price)}` }));
    const sums = totals.map((total) => grow("p", { textContent: `${total.display_text} ${price(total.amount)}` }));
    this.shadowRoot.replaceChildren(grow("p", { textContent: `Cart (${lines.reduce((sum, line) => sum + line.quantity, 0)})` }), grow("ul", {}, ...rows), ...sums);
  }
}
