/** The drawing's hands: trees grown from text, and written to. What is drawn and what it says, `src/widget` decides; no text
    ever becomes markup here. */

/** The browser's own, also on a page that calls something else so. */
const { Map, Set } = globalThis;
/** A phone's screen is at most so wide, in CSS pixels, and so many cards are mostly higher than it; more than a few take long as it is. */
const PHONE = 600, AT_ONCE = 6, FEW = 12, A_FRAME_MS = 32;

/** One copy of a tree: its elements, by the lines of its text, and the rows that stand inside them. */
export class Row {
  /** `tree`: grown. Each text of one would be kept as often as it came over from Wasm. */
  constructor(tree, key) {
    const copy = tree.cloneNode(true);
    Object.assign(this, { all: copy.querySelectorAll("*"), copy, tree, key, rows: [] });
  }

  /** Draws a tree in a shadow root, with two style sheets, in the place of what was there; undefined where the browser does not. */
  static begin(root, base, own, tree) {
    try {
      root.adoptedStyleSheets = [Row.adopted(base), Row.adopted(own)];
      const row = new Row(grown(tree), "");
      return root.replaceChildren(row.copy), row;
    } catch {
      return undefined;
    }
  }

  /** A style sheet, adopted, so that a page whose policy allows no styles lets it pass; one object a text, whoever adopts it. A browser
      that cannot tell light from dark is shown light. */
  static adopted(style) {
    if (!SHEETS.has(style)) {
      const sheet = new CSSStyleSheet();
      // Asked so: for its first `CSS` a browser sets up 15 KB.
      const { style: probe } = document.createElement("i");
      probe.color = "light-dark(red,red)";
      sheet.replaceSync(probe.color ? style : style.replace(/light-dark\((.*?),.*?\)/g, "$1"));
      SHEETS.set(style, sheet);
    }
    return SHEETS.get(style);
  }

  /** The author put nothing into an element but white space. */
  static isBlank(element) { return !element.firstElementChild && !element.textContent.trim(); }

  /** Writes an attribute of an element, or one of `PROPERTIES`, when it has another value; without a value it goes.
      0: it had it, 1: it had none, 2: it had another. */
  put(line, name, value = null) {
    const element = this.all[line];
    const property = PROPERTIES.has(name);
    const before = property ? element[name] : element.getAttribute(name);
    if (before === value) return 0;
    if (property) element[name] = value;
    else if (value === null) element.removeAttribute(name);
    else element.setAttribute(name, value);
    return before === null ? 1 : 2;
  }

  /** The same for many: line, name and value of each, between NULs; before a name whose value goes stands a minus. What was said last
      stands. */
  write(said) {
    if (this.said === said) return;
    this.said = said;
    const parts = said.split("\0");
    for (let at = 2; at < parts.length; at += 3) {
      const name = parts[at - 1];
      if (name[0] === "-") this.put(parts[at - 2], name.slice(1));
      else this.put(parts[at - 2], name, parts[at]);
    }
  }

  /** The row of that key and tree, from now on at that place of the rows inside an element; a new one where there is none. */
  row(line, place, key, text) {
    const tree = grown(text);
    const rows = (this.rows[line] ??= []);
    const kept = rows.findIndex((row, at) => at >= place && row.key === key && row.tree === tree);
    rows.splice(place, 0, kept < 0 ? new Row(tree, key) : rows.splice(kept, 1)[0]);
    return rows[place];
  }

  /** There are so many rows inside an element, which holds nothing else: others go, these stand in order. One that has the
      focus stays where it is and the others go around it: moving it would take the focus away. True if one that had it went. */
  end(line, count) {
    const list = this.all[line];
    const rows = (this.rows[line] ??= []);
    const gone = rows.splice(count).map(({ all: [element] }) => element);
    const lost = gone.some(focused);
    for (const element of gone) element.remove();
    let place = list.firstChild;
    // A slow phone takes too long to lay out more in one frame. The rest comes a frame later, mostly below its screen; a page's script may call
    // something else `screen`.
    const most = place || gone[0] || count > FEW || !(screen?.width <= PHONE) || !list.isConnected ? count : AT_ONCE;
    // Where the list has gone meanwhile they go, too: Chromium keeps a picture for good that never left a place.
    if (count > most) setTimeout(() => (this.end(line, rows.length), list.isConnected || list.remove()), A_FRAME_MS);
    for (const { all: [element] } of rows.slice(0, most)) {
      while (place && place !== element && focused(element)) {
        const next = place.nextSibling;
        list.append(place);
        place = next;
      }
      if (place === element) place = element.nextSibling;
      else list.insertBefore(element, place);
    }
    return lost;
  }
}

/** What an event in a shadow root asks for, by `data-do`, and what that is about; it may be long gone when it is looked at. */
export class Asked {
  constructor(button, said, event) {
    Object.assign(this, { button, said, event });
  }

  /** What `event` asks for. Undefined: it asks for nothing, as an element that is disabled (`aria-disabled`) does. */
  static of(event) {
    const { target, currentTarget, type } = event;
    const button = target.closest?.("[data-do]");
    // What stands in a slot belongs to the page, and so do its attributes.
    if (!button || !currentTarget.contains(button) || button.getAttribute("aria-disabled") === "true") return undefined;
    const verb = button.getAttribute("data-do");
    // A link that is to open elsewhere is the browser's.
    if (verb === "detail" && (event.ctrlKey || event.metaKey || event.shiftKey)) return undefined;
    // A word that is still being composed is no word yet.
    if (!(EVENTS[verb] ?? "click").split(" ").includes(type) || event.isComposing) return undefined;
    // The drawer itself is what lies around its sheet; as long as it is animated it has just come (sheet.css).
    if (button.localName === "dialog" && (button !== target || button.getAnimations().length)) return undefined;
    const above = (name) => [name, target.closest(`[data-${name}]`)?.getAttribute(`data-${name}`)];
    const said = new Map(["product", "variant", "option", "item", "quantity", "notice", "pieces", "code"].map(above));
    said.set("type", type).set("do", verb).set("value", ({ form: button.querySelector("input"), button }[button.localName] ?? target).value);
    if (type === "submit" || verb === "detail") event.preventDefault();
    // Shown is what the view says: if the wish is taken, the view will say so.
    if (verb === "quantity" || verb === "pieces") target.value = said.get(verb);
    return new Asked(button, said, event);
  }

  get(name) { return this.said.get(name) ?? ""; }

  /** Shows that what was pressed will be done, or that it is. */
  busy(busy) {
    this.button.toggleAttribute("data-busy", busy);
  }
}

/** A picture that did not come looks like one that has no address. The page's own, in a slot, stay as they are. */
export const missing = ({ target, currentTarget }) => currentTarget.contains(target) && ["srcset", "src"].forEach((name) => target.removeAttribute(name));

/** What is listened to in a shadow root. All of these bubble. */
export const LISTENED = ["click", "change", "submit", "focusin", "pointerdown", "input", "compositionend", "keydown"];

const TREES = new Map(), SHEETS = new Map();
const PROPERTIES = new Set(["textContent", "value", "selected"]);
/** What a verb of `data-do` is asked by, when not by a click. */
const EVENTS = {
  __proto__: null,
  quantity: "change",
  pieces: "change",
  sort: "change",
  search: "submit input compositionend",
  code: "submit",
  stay: "",
  // Touching or reaching the options: the other variants will be wanted.
  option: "change focusin pointerdown",
  choose: "click focusin pointerdown keydown",
};

const focused = (element) => element.matches(":focus-within");

/** The tree that a text describes, to be copied; one for each text. */
function grown(text) {
  if (!TREES.has(text)) TREES.set(text, grow(text));
  return TREES.get(text);
}

/** A tree is written as indented text: a line is a tag and its attributes, one space deeper than its parent's. `.name` is a
    class, `:name` a class and also a part that pages may style; `name=value` and `name` are attributes, `+` a space in them.
    An `svg` is an icon: it takes the colour of the words beside it, which are enough for a screen reader. */
function grow(tree) {
  const path = [new DocumentFragment()];
  for (const line of tree.split("\n")) {
    const [tag, ...words] = line.trim().split(" ");
    const element = document.createElementNS(`http://www.w3.org/${/^(svg|path)$/.test(tag) ? "2000/svg" : "1999/xhtml"}`, tag);
    if (tag === "svg") words.push("viewBox=0+0+24+24", "aria-hidden=true");
    const classes = [];
    for (const word of words) {
      const name = word.slice(1);
      const [attribute, value = ""] = word.replaceAll("+", " ").split("=");
      if (word[0] === ":") element.setAttribute("part", name);
      if (word[0] === ":" || word[0] === ".") classes.push(name);
      else element.setAttribute(attribute, value);
    }
    if (classes.length) element.setAttribute("class", classes.join(" "));
    const depth = line.search(/\S/);
    path[depth].append(element);
    path[depth + 1] = element;
  }
  return path[0];
}
