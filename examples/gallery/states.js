/**
 * Every state that an element can be in: what stands there, at which business (businesses.js), and what has to be done for it. A step is
 * told the element (`part` and `press` look into its shadow root) and the shop of its business.
 */
(() => {
  const card = (item, name, more) => ({ group: "Cards", tag: "tsampa-product", business: "plain", id: item, name, attributes: { item }, ...more });
  const cart = (business, name, steps, more) => ({ group: "The cart in place", tag: "tsampa-cart", business, id: business, name, attributes: { mode: "inline" }, steps, ...more });
  const list = (business, name, more) => ({ group: "Lists", tag: "tsampa-shop", business, id: business, name, attributes: {}, ...more });
  const button = (business, name, steps, more) => ({ group: "The cart's button", tag: "tsampa-cart", business, id: `button-${business}`, name, attributes: { mode: "button" }, steps, ...more });

  const drawer = (id, name, business, steps) => ({ group: "The drawer", tag: "tsampa-cart", business, id, name, attributes: {}, framed: [760, 360], steps: [...steps, press("cart-button")] });

  const add = (...items) => async ({ shop }) => {
    // Looked at first, as a buyer does: what is looked at has a name from then on.
    await shop.search({ ids: items.map(([item]) => item) });
    for (const [item, quantity] of items) await shop.cart.add(item, quantity);
  };
  const see = (part) => ({ until, part: find }) => until(() => find(part));
  const press = (part) => ({ press }) => press(part);
  /** What somebody types; a form that is pressed is sent. */
  const write = (part, text) => async ({ until, part: find }) => void ((await until(() => find(part))).value = text);
  const settled = ({ until, shop }) => until(() => !shop.cart.current.open);
  /** An animation in the middle of it. */
  const pause = (part, at) => ({ animations }) => animations(part, (animation) => (animation.pause(), (animation.currentTime = at)));
  const three = add(["plain", 2], ["reduced", 1], ["few", 3]);
  const one = add(["plain", 1]);
  const offline = () => void dispatchEvent(new Event("offline"));

  window.galleryStates = [
    card("plain", "Plain"),
    card("reduced", "List price and unit price"),
    card("rated", "Rated"),
    card("few", "Few left"),
    card("sold-out", "Sold out"),
    card("unknown", "Unknown stock"),
    card("chips", "Options as chips"),
    card("listed", "Options as a list"),
    card("impossible", "One combination that does not exist, one that is sold out"),
    card("long", "Long title"),
    card("unbroken", "A title without a place to break, a very large price"),
    card("no-picture", "No picture"),
    card("broken-picture", "A picture that does not come"),
    card("plain", "In the cart", { id: "in-cart", business: "in-cart", steps: [add(["plain", 12])] }),
    card("plain", "Pressed, while the code for it is on its way", { id: "adding", business: "adding", steps: [({ mark }) => mark("add", "data-busy")] }),
    card("plain", "Just added", { id: "added", business: "added", attributes: { item: "plain", "after-add": "none" }, steps: [press("add"), pause("done", 500)], turn: 1 }),
    card("plain", "The toast", { id: "toast", business: "toast", steps: [press("add"), pause("toast", 2000)], turn: 1 }),
    card("nothing", "Not sold here"),

    card("rated", "Row", { group: "Layouts", id: "row", attributes: { item: "rated", layout: "row" } }),
    card("chips", "Row with options", { group: "Layouts", id: "row-options", attributes: { item: "chips", layout: "row" } }),
    card("long", "Row, long title", { group: "Layouts", id: "row-long", attributes: { item: "long", layout: "row" } }),
    card("few", "Button", { group: "Layouts", id: "button", attributes: { item: "few", layout: "button" } }),
    card("sold-out", "Button, sold out", { group: "Layouts", id: "button-out", attributes: { item: "sold-out", layout: "button" } }),

    list("plain", "A list with a search box and more to come", { id: "list", wide: true, attributes: { limit: "8", search: "" } }),
    list("finding", "Categories and an order", { attributes: { search: "", limit: "6" } }),
    list("finding", "Nothing matches what the buyer asked for", { id: "lost", attributes: { search: "" }, steps: [write("search", "glass"), press("find"), see("back")] }),
    list("loading", "On its way"),
    list("failing", "Not to be had, with another try", { steps: [see("retry")] }),
    list("none", "Nothing matches", { attributes: { search: "" } }),

    button("nothing-in-it", "Empty"),
    button("three", "Filled", [three]),
    button("open-change", "A change on its way", [one, ({ shop }) => void shop.cart.add("few", 2).catch(() => {})]),

    cart("empty", "Empty"),
    cart("sellers", "Three sellers", [three]),
    cart("messages", "What the business says", [add(["unknown", 1], ["reduced", 2], ["sold-out", 1])]),
    cart("dearer", "A price that changed", [one, add(["rated", 1])]),
    cart("offline", "Without a network", [one, offline, press("plus"), see("wait")], { framed: [340] }),
    cart("busy", "A business that does not answer", [one, press("plus"), see("wait")]),
    cart("removed", "Taken out, to be brought back", [add(["plain", 2], ["long", 1]), press("remove")], { turn: 1 }),
    cart("adjusting", "Fewer than wished for", [add(["few", 5])]),
    cart("vanishing", "No longer sold", [one, ({ shop }) => shop.search({ ids: ["rated"] }), ({ shop }) => shop.cart.add("rated").catch(() => {})]),
    cart("forgetful", "A cart that the business forgot", [one, press("plus")]),
    cart("refusing", "A change that the business refused", [one, ({ shop }) => shop.cart.set("plain", 11).catch(() => {})]),
    cart("not-durable", "A browser that keeps nothing", [one]),
    cart("checking-out", "On the way to checkout", [one, press("checkout")]),
    cart("totals", "Totals with parts", [add(["plain", 2], ["reduced", 1])]),
    cart("codes", "Discount codes", [three, press("ask"), write("field", "LOSAR"), press("enter"), settled]),
    cart("large", "Large numbers and long titles", [add(["unbroken", 99999], ["long", 12], ["no-picture", 1])]),

    drawer("drawer", "Three sellers", "sellers", [three]),
    drawer("drawer-messages", "With messages", "messages", [add(["unknown", 1], ["reduced", 2], ["sold-out", 1])]),
    drawer("drawer-empty", "Empty", "empty", []),
    { ...drawer("drawer-tall", "In a frame higher than the screen: in its place on the page", "sellers", [three]), framed: [360], height: screen.height + 60 },

    { ...card("chips", "With options"), group: "A product in full", id: "detail", business: "detail", framed: [760, 360], steps: [press("title"), see("links")] },
    { ...card("sold-out", "Sold out"), group: "A product in full", id: "detail-out", business: "detail", framed: [360], steps: [press("title"), see("links")] },
  ];
})();
