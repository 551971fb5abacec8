/**
 * Businesses that the SDK meets here: https://<name>.<anything>.gallery.example. None of them exists; their answers are made in this
 * page, by wrapping `fetch` before the SDK takes it. The name says how one behaves (BEHAVIOUR); all sell the same goods (goods.js).
 *
 * What would go on by itself (a removal that can be undone for six seconds, another try) is kept from going on once a state is
 * reached: `gallery.hold()` stops the timers of this page, and whoever touches it lets them go on.
 */
(() => {
  const VERSION = "2026-04-08";
  const HOST = /^https:\/\/([a-z-]+)\.[a-z0-9]+\.gallery\.example$/;
  const NEVER = new Promise(() => {});
  const OK = { version: VERSION, status: "success" };

  /** What is special about a business. `cart(cart, times)` changes its answer to the n-th write, `refuses(request, times)` may give another one. */
  const BEHAVIOUR = {
    loading: { refuses: ({ path }) => path.startsWith("/ucp/v1/catalog") && NEVER },
    failing: { refuses: ({ path }) => path.startsWith("/ucp/v1/catalog") && Promise.reject(new TypeError("no network")) },
    none: { sells: () => [] },
    finding: { narrows: true, sells: ({ query }, goods) => (query ? [] : goods.ids.slice(0, 6)) },
    codes: {
      cart: (cart, times, { discounts }) => ({
        discounts: { codes: discounts?.codes ?? [] },
        ...(discounts?.codes.length && { totals: totals([["subtotal", cart.sum], ["discount", -500, discounts.codes[0]], ["fulfillment", 1200]]) }),
      }),
    },
    "open-change": { refuses: ({ write }, times) => write && times > 1 && NEVER },
    messages: {
      cart: (cart) => ({
        messages: [
          { type: "info", content: say("Baked to order: two days."), path: "$.line_items[0]" },
          { type: "warning", code: "fragile", content: say("Glass: unpack within 7 days."), path: "$.line_items[1]", presentation: "disclosure", image_url: `${gallery.market}/media/honey.svg`, url: "https://gallery.example/glass" },
          { type: "error", code: "out_of_stock", severity: "recoverable", content: say("Sold out: remove it to go on."), path: "$.line_items[2]" },
          { type: "warning", content: say("The pass is closed this week: parcels take longer.") },
        ].filter(({ path }) => !path || cart.line_items[path.match(/\d+/)]),
      }),
    },
    dearer: { factor: (times) => (times > 1 ? 1.15 : 1) },
    adjusting: { most: 2 },
    vanishing: { cart: (cart, times) => times > 1 && { line_items: cart.line_items.slice(0, 1) } },
    forgetful: { refuses: ({ write, method }) => write && method === "PUT" && errorAnswer("not_found", "unrecoverable", "No such cart.") },
    refusing: { refuses: ({ write }, times) => write && times > 1 && answer(422, { code: "invalid", content: say("At most ten pieces of one kind.") }) },
    busy: { refuses: ({ write }, times) => write && times > 1 && answer(503, {}) },
    "checking-out": { refuses: ({ path }) => path.includes("/checkout-sessions") && NEVER },
    "no-checkout": { refuses: ({ path }) => path.includes("/checkout-sessions") && answer(503, {}) },
    totals: {
      cart: (cart) => ({
        totals: totals([
          ["subtotal", cart.sum, say("Goods")],
          ["items_discount", -300, say("Second bag at a lower price, only while the new harvest lasts")],
          ["fulfillment", 3200, undefined, [[say("From Gyangze"), 1200], [say("From Bomi, over two passes"), 2000]]],
          ["fee", 150, say("Deposit for glass")],
          ["tax", 0],
        ]),
      }),
    },
    large: { most: 999999 },
  };

  /** Sentences of businesses, in the page's language where it is one of these. */
  const SENTENCES = {
    "Baked to order: two days.": { zh: "现烤现发，需要两天。", fr: "Cuit à la commande : deux jours.", bo: "མངགས་རྗེས་བསྲེགས་པས་ཉིན་གཉིས་དགོས།" },
    "Glass: unpack within 7 days.": { zh: "玻璃瓶装，请在七天内开箱查看。", fr: "Verre : à déballer sous 7 jours.", bo: "ཤེལ་ཡིན་པས་ཉིན་བདུན་ནང་ཁ་ཕྱེ་རོགས།" },
    "Sold out: remove it to go on.": { zh: "已售罄，请移除后再结算。", fr: "Épuisé : retirez-le pour continuer.", bo: "བཙོངས་ཚར་བས་ཕྱིར་འདོན་རོགས།" },
    "The pass is closed this week: parcels take longer.": { zh: "本周山口封路，包裹会晚到几天。", fr: "Le col est fermé cette semaine : les colis mettent plus de temps.", bo: "གཟའ་འཁོར་འདིར་ལ་ཁ་བཀག་ཡོད་པས་ཐུམ་སྒྲིལ་འགོར་ངེས།" },
    "At most ten pieces of one kind.": { zh: "同一种最多十件。", fr: "Dix pièces au plus d’une même sorte.", bo: "རིགས་གཅིག་ལ་བཅུ་ལས་མང་མི་ཆོག" },
    "Goods": { zh: "商品", fr: "Articles", bo: "དངོས་ཟོག" },
    "Second bag at a lower price, only while the new harvest lasts": { zh: "第二袋优惠，新粮售完为止", fr: "Deuxième sac à prix réduit, tant que dure la nouvelle récolte", bo: "ཁུག་མ་གཉིས་པར་གོང་ཆག་ལོ་ཐོག་གསར་པ་མ་ཚར་བར།" },
    "From Gyangze": { zh: "自江孜", fr: "De Gyangze", bo: "རྒྱལ་རྩེ་ནས།" },
    "From Bomi, over two passes": { zh: "自波密，翻两座山口", fr: "De Bomi, par deux cols", bo: "སྤོ་མེས་ནས་ལ་གཉིས་བརྒལ་ནས།" },
    "Deposit for glass": { zh: "玻璃瓶押金", fr: "Consigne du verre", bo: "ཤེལ་དམ་གཏའ་མ།" },
  };

  const gallery = (window.gallery = {
    /** Where the marketplace is, whose pictures the goods have. */
    market: new URL(document.querySelector("link[rel=preconnect]").href).origin,
    language: "en",
    /** Origin of the business of this name, another one on each load: nothing of an earlier cart is left. */
    origin: (name) => `https://${name}.${load}.gallery.example`,
    hold() {
      holding = true;
    },
    /** The browser's own, for whom time goes on. */
    setTimeout: window.setTimeout,
  });
  const load = Math.random().toString(36).slice(2, 10);
  const businesses = new Map();
  const say = (sentence) => SENTENCES[sentence]?.[gallery.language] ?? sentence;

  const { fetch } = window;
  window.fetch = async (url, how) => {
    const { origin, pathname } = new URL(url, location.href);
    const [, name] = HOST.exec(origin) ?? [];
    if (!name) return fetch(url, how);
    if (!businesses.has(origin)) businesses.set(origin, new Business(name, origin));
    return businesses.get(origin).answer(pathname, how?.method ?? "GET", how?.body ? JSON.parse(how.body) : {});
  };

  class Business {
    carts = new Map();
    writes = 0;

    constructor(name, origin) {
      Object.assign(this, { origin, goods: new galleryGoods(gallery.market, gallery.language) }, { behaviour: BEHAVIOUR[name] ?? {} });
    }

    async answer(path, method, body) {
      const write = path.startsWith("/ucp/v1/carts") && method !== "GET";
      if (write) this.writes++;
      return this.behaviour.refuses?.({ path, method, write }, this.writes) || this.does(path, method, body);
    }

    does(path, method, body) {
      const [, , , verb, last] = path.split("/");
      if (path === "/.well-known/ucp") return answer(200, profile(this.origin, this.behaviour === BEHAVIOUR.codes));
      if (path === "/ucp/v1/catalog/product") return this.found({ product: this.goods.product(body.id, body.selected?.map(({ label }) => label)) });
      if (last === "lookup") return this.found({ products: body.ids.filter((id) => this.goods.find(id)).map((id) => this.goods.product(id)) });
      if (last === "search") return this.found(this.page(body));
      if (verb === "checkout-sessions") return answer(200, { ucp: OK, id: "checkout", line_items: [], status: "incomplete", currency: "CNY", totals: [], links: [], continue_url: "https://gallery.example/checkout" });
      if (verb !== "carts") return answer(404, {});
      const id = last ?? "cart";
      if (method !== "GET") this.carts.set(id, this.cart(id, body));
      return this.carts.has(id) ? answer(200, this.carts.get(id)) : errorAnswer("not_found", "unrecoverable", "No such cart.");
    }

    found(about) {
      return answer(200, { ucp: OK, ...about }, this.goods.language);
    }

    page(wanted) {
      const { behaviour, goods } = this;
      const { pagination } = wanted;
      const ids = behaviour.sells?.(wanted, goods) ?? goods.ids;
      const shown = ids.slice(0, pagination?.limit ?? 12);
      const more = shown.length < ids.length;
      return { products: shown.map((id) => goods.product(id)), pagination: { has_next_page: more, ...(more && { cursor: "next" }) }, ...(behaviour.narrows && { "example.tsampa.facets": goods.facets }) };
    }

    cart(id, wanted) {
      const { behaviour, writes } = this;
      const lines = wanted.line_items.filter(({ item }) => this.goods.find(item.id)).map((line, place) => this.line(line, place));
      const sum = lines.reduce((sum, { totals }) => sum + totals[0].amount, 0);
      const cart = { ucp: OK, id, line_items: lines, currency: "CNY", totals: totals([["subtotal", sum], ["fulfillment", sum && 1200]]), continue_url: "https://gallery.example/cart", sum };
      return { ...cart, ...behaviour.cart?.(cart, writes, wanted) };
    }

    line({ item, quantity }, place) {
      const good = this.goods.find(item.id);
      const product = this.goods.product(good.name);
      const price = Math.round(good.price * (this.behaviour.factor?.(this.writes) ?? 1));
      const many = Math.min(quantity, this.behaviour.most ?? 99);
      const image = this.goods.picture(good);
      return {
        id: `line-${place}`,
        item: { id: item.id, title: product.title, price, ...(image && { image_url: image }) },
        quantity: many,
        totals: totals([["subtotal", price * many]]),
        "example.tsampa.seller": this.goods.seller(good),
      };
    }
  }

  /** Entries of [type, amount, name, parts], and their sum. */
  function totals(entries) {
    const whole = entries.reduce((sum, [, amount]) => sum + amount, 0);
    return [...entries, ["total", whole]].map(([type, amount, name, parts]) => ({
      ...{ type, amount },
      ...(name && { display_text: name }),
      ...(parts && { lines: parts.map(([text, part]) => ({ display_text: text, amount: part })) }),
    }));
  }

  function profile(origin, discounts) {
    const own = { version: VERSION };
    const ucp = (name) => ({ ...own, spec: `https://ucp.dev/${VERSION}/specification/${name}`, schema: `https://ucp.dev/${VERSION}/schemas/shopping/${name}.json` });
    const ours = (name, ...parents) => ({ ...own, extends: parents, spec: `https://tsampa.example/spec/${name}`, schema: `https://tsampa.example/spec/${name}.json` });
    const [search, lookup, cart, checkout] = ["catalog.search", "catalog.lookup", "cart", "checkout"].map((name) => `dev.ucp.shopping.${name}`);
    return {
      ucp: {
        ...own,
        services: { "dev.ucp.shopping": [{ ...own, transport: "rest", endpoint: `${origin}/ucp/v1`, spec: "https://ucp.dev/", schema: "https://ucp.dev/" }] },
        capabilities: {
          ...{ [search]: [ucp("catalog_search")], [lookup]: [ucp("catalog_lookup")], [cart]: [ucp("cart")], [checkout]: [ucp("checkout")] },
          ...(discounts && { "dev.ucp.shopping.discount": [{ ...ucp("discount"), extends: [cart, checkout] }] }),
          "example.tsampa.browse": [ours("browse", search)],
          "example.tsampa.seller": [ours("seller", search, lookup, cart, checkout)],
          "example.tsampa.stock": [ours("stock", search, lookup, cart)],
        },
        payment_handlers: {},
      },
    };
  }

  function answer(status, body, language = gallery.language) {
    return Promise.resolve(new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", "Content-Language": language } }));
  }

  const errorAnswer = (code, severity, content) => answer(200, { ucp: { ...OK, status: "error" }, messages: [{ type: "error", code, severity, content }] });

  // A browser that keeps nothing, for the one business that shows it.
  const { open } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (name, ...more) {
    if (name.includes("//not-durable.")) throw new DOMException("This browser keeps nothing.", "SecurityError");
    return open.call(this, name, ...more);
  };

  let holding = false;
  const held = [];
  const { setTimeout } = window;
  window.setTimeout = (work, wait, ...words) => setTimeout(() => (holding ? held.push(() => work(...words)) : work(...words)), wait);
  const goOn = ({ isTrusted }) => {
    holding &&= !isTrusted;
    if (!holding) held.splice(0).forEach((work) => work());
  };
  for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, goOn, true);
})();
