/** Shops and elements as Wasm knows them: by numbers and lists of texts, read here at once. Decides nothing about shopping. */
import * as wasm from "./glue.js";
import { Asked, LISTENED, missing } from "./draw.js";
import { Host, attempt, canonical, random, task } from "./host.js";

/** The browser's own, also on a page that calls something else so. */
const { Map, Set } = globalThis;
/** What `wasm.noticed` is told (src/shell/page.rs). */
const NEAR = 0, GONE = 1, WOKE = 2, WHOLE = 3, HIDDEN = 4, VISIBLE = 5, BACK = 6, ONLINE = 7, OFFLINE = 8;
/** What comes before every press, and mostly long before: then the rest of the Wasm is fetched, which a first view does without. */
const GESTURES = ["pointerover", "touchstart", "focusin"];
/** Languages with a file in `locales/`. English is built in. */
const LOCALES = ["zh", "fr", "bo"];
/** Presses that wait for the rest at once; nobody presses more. */
const PRESSES_MAX = 50;
/** How long a file of words may take before English is shown, a browser's storage before it is thought empty (it hangs now and then), and
    a list before it asks for what the page preloads. */
const PATIENCE_MS = { words: 5_000, record: 4_000, preload: 10_000 };
const BODY_MAX = 2_000_000, TIMER_MAX = 2 ** 31 - 1;
/** How an exchange ended that has no status. */
const UNREACHABLE = 0, UNREADABLE = 1, KEPT_ANSWER = 2;
/** So long an answer that the browser kept is as good as a fresh one. */
const FRESH_MS = 60_000;
/** Where a record comes from. */
const KEPT = 0, REFUSED = 1, HEARD = 2;

export class Page extends Host {
  #place;
  #shops;
  #tongues;
  /** What is known of an element: its number (`view`), its shop, how it is framed and whether it is a drawer. */
  elements;
  #presses;
  #views;
  #timer;
  #connected = new Set();
  #present = new Set();
  #early = new Map();
  #answers = [];
  called = wasm.called;

  /** `place`: what the script's tag said, and what is around (`around` in main.js). `live` gives Wasm a life, `fetchRest` fetches its rest. */
  constructor(place, live, fetchRest) {
    super(null);
    Object.assign(this, { live, fetchRest: () => Promise.all([fetchRest(), ...this.#tongues.map(this.#fetchMore)]) });
    this.#place = this.coded(place);
    // For its first formatter a browser may take as long as for drawing twelve cards: better while the Wasm is on its way.
    setTimeout(() => this.money(/^(zh|en|fr|bo)/.exec(this.language(null, place.lang))?.input ?? "en", "0", place.currency || "CNY"));
    const happened = (what) => this.enter(() => wasm.noticed(what, 0));
    addEventListener("pagehide", () => happened(HIDDEN));
    addEventListener("offline", () => happened(OFFLINE));
    addEventListener("online", () => (this.again(), happened(ONLINE)));
    // A page that was kept hears of no line that came back meanwhile.
    addEventListener("pageshow", ({ persisted }) => persisted && (happened(BACK), happened(navigator.onLine ? ONLINE : OFFLINE)));
    document.addEventListener("visibilitychange", () => happened(document.hidden ? HIDDEN : VISIBLE));
    // What the page preloads of the script's own catalogue is read while the Wasm is on its way; all else is the page's.
    for (const url of preloads(this.#endpoint(this.business(place.api), place, true))) {
      const early = this.exchange(url, "GET", url, "", undefined, true, "", "force-cache").then(this.#heard);
      early.catch(() => {}); // It is asked for again.
      this.done(url); // No list waits for it yet.
      this.#early.set(url, early);
      // The browser, which says so otherwise, takes it for used.
      setTimeout(() => this.#early.has(url) && this.say("preloaded in vain", url), PATIENCE_MS.preload);
    }
  }

  /** Starts Wasm with nothing of an earlier life, and tells it of everything that is there. */
  restart() {
    [this.#shops, this.#tongues, this.elements, this.#presses, this.#views] = [[], [], new Map(), [], 0];
    this.enter(() => wasm.boot(this));
    for (const at of this.#connected) this.enter(() => this.open(at));
    for (const element of this.#present) this.keep(element);
  }

  /** Origin of the business that is meant, by default the script's; empty if what is meant is no address. */
  business(api) {
    return text(api) ? this.origin(api) : this.#place.origin;
  }

  /** Opens what `connect` was given, now and in every life of Wasm. */
  connect(at) {
    this.#connected.add(at);
    this.enter(() => this.open(at));
  }

  /** The shop that `at` means: one a page and business, whoever asks first. */
  open(at) {
    const shop = this.shop(this.business(at.api), at, true);
    this.compare(shop, at);
    return shop;
  }

  /** The rest is here: what was pressed meanwhile is done. */
  restCame() {
    this.#tongues.forEach((tongue) => this.#learn(tongue));
    this.#lookForLine();
    wasm.noticed(WHOLE, 0);
    for (const [view, asked] of this.#presses.splice(0)) {
      asked.busy(false);
      wasm.acted(view, asked);
    }
  }

  /** Tells that there is no line. Asked when it matters: for its first `navigator` a browser sets up 16 KB. */
  #lookForLine() {
    if (!navigator.onLine) wasm.noticed(OFFLINE, 0);
  }

  element(view) {
    for (const [element, known] of this.elements) if (known.view === view) return element;
  }

  /** Wakes Wasm at a time (milliseconds since the page opened), in place of an earlier one; below zero not at all. */
  wake(at) {
    clearTimeout(this.#timer);
    // One more, because timers may come a little early; a browser's timer has 31 bits.
    const wait = Math.min(at - performance.now() + 1, TIMER_MAX);
    if (at >= 0) this.#timer = setTimeout(this.guard(() => wasm.noticed(WOKE, 0)), wait);
  }

  /** Number of the shop at `origin`, opened with what `at` says where it is not open yet. An endpoint goes with the business that it was said for (`own`). */
  shop(origin, at, own) {
    const known = this.#shops.findIndex((shop) => shop.origin === origin);
    if (known >= 0) return known;
    const { base, host, path } = this.#place;
    const profile = text(at.profile) || `${base}profile.json`;
    const number = this.#shops.push({ origin, profile, said: Object.create(null) }) - 1;
    const endpoint = this.#endpoint(origin, at, own);
    const whom = [at.lang, at.country, at.currency].map(text);
    // For nobody in particular, where nothing is said.
    if (whom.some(Boolean)) whom[0] = this.language(null, whom[0]);
    // Of all that is known only they have names with a `_` there: which of them count, `around` in main.js says.
    const utm = (at.utm ?? "false") !== "false" ? Object.entries(at).filter(([name, value]) => name[3] === "_" && text(value)).flat() : [];
    const settings = [origin, endpoint, profile, at.partner, at.channel, host, path, ...whom, ...utm];
    this.hear(name(origin), (record) => wasm.recorded(number, record, HEARD));
    // A page that preloads a read by GET says that the catalogue can be read so.
    wasm.open(list(settings), (this.locks ? 1 : 0) + (preloads(endpoint).length ? 2 : 0), ...new BigUint64Array(random(new Uint8Array(32)).buffer));
    if (this.whole) this.#lookForLine();
    return number;
  }

  /** Where operations' paths are appended to, as far as it is known without a profile. */
  #endpoint(origin, at, own) {
    return (own && text(at.endpoint).replace(/\/+$/, "")) || (origin === this.#place.origin ? `${origin}/ucp/v1` : "");
  }

  /** What `around` in main.js says, with country and currency as the catalogue and the cart are asked in them. */
  coded(at) {
    [at.country, at.currency] = this.#codes((name) => text(at[name]), "");
    return at;
  }

  /** Country and currency by their codes, in capitals; what is no code is told, and nobody is asked in it. */
  #codes(said, tag) {
    const code = (name, form, example) => {
      const value = said(name);
      if (form.test(value)) return value.toUpperCase();
      if (value) this.say("no code", tag, name, value, example);
      return undefined;
    };
    return [code("country", /^[a-z]{2}$/i, "CN"), code("currency", /^[a-z]{3}$/i, "CNY")];
  }

  /** Notes currency, country and partner as the first says them, and tells the page's author where a later one says otherwise: a page has one cart for each business. */
  compare(number, later) {
    const { origin, said } = this.#shops[number];
    for (const name of ["currency", "country", "partner"]) {
      const [first, other] = [(said[name] ||= text(later[name])), text(later[name]) || said[name]];
      if (first === other) continue;
      this.say("said twice", origin, name, first, other);
    }
  }

  /** Takes an element that came, changed, moved or went. */
  keep(element) {
    const known = this.elements.get(element);
    this.#present.add(element);
    // In another document nothing of this one may be adopted.
    if (element.getRootNode({ composed: true }) !== document) return this.#present.delete(element) && known && this.enter(() => this.#drop(element, known));
    for (const name of GESTURES) element.addEventListener(name, this.#gesture, { __proto__: null, passive: true });
    return this.enter(() => this.#show(element, known));
  }

  #gesture = () => this.rest(false);

  #drop(element, known) {
    this.elements.delete(element);
    wasm.noticed(GONE, known.view);
  }

  #show(element, known) {
    const { kind, tag } = element.constructor;
    const say = (gist, ...values) => this.say(gist, tag, ...values);
    const said = (name) => text(element.getAttribute(name));
    const choose = (name, ...among) => {
      const value = said(name);
      if (!value || among.includes(value)) return value || among[0];
      say("none of these", name, value, among);
      return among[0];
    };
    const business = said("api");
    const origin = this.business(business || this.#place.api);
    if (!origin || (kind === 1 && !said("item"))) {
      // What the author put into it is all that there is to see.
      if (known) this.#drop(element, known), element.shadowRoot.replaceChildren(document.createElement("slot"));
      return origin ? say("no item") : say("no business", "api", business);
    }
    // An element with a closed root of the page's own keeps what it shows.
    const root = element.shadowRoot ?? attempt(() => element.attachShadow({ __proto__: null, mode: "open" }));
    if (!root) return 0;
    const layout = kind === 1 ? choose("layout", "card", "row", "button") : "";
    const mode = kind === 2 ? choose("mode", "drawer", "inline", "button") : "";
    const frame = list([layout, mode, element.hasAttribute("search") ? "1" : ""]);
    const language = this.language(element, text(this.#place.lang));
    const [country = this.#place.country, currency = this.#place.currency] = this.#codes(said, tag);
    const wish = [language, country, currency];
    if (kind === 0) {
      const sort = said("sort") && choose("sort", "relevance", "price_asc", "price_desc", "newest");
      let limit = said("limit") || "12";
      if (!/^([1-9]|[1-4]\d|50)$/.test(limit)) {
        say("no limit", "limit", limit);
        limit = "12";
      }
      wish.push(limit, said("seller"), said("category"), said("query"), sort, ...said("ids").split(","));
    }
    if (kind === 1) wish.push(said("item"));
    const tongue = this.#tongue(language ?? "en");
    const shop = this.shop(origin, this.#place, !business);
    this.compare(shop, { ...this.#place, country, currency });
    // Carried to another document and back at once, it lost its sheets.
    if (known?.shop === shop && known.frame === frame && root.adoptedStyleSheets.length) return wasm.changed(known.view, tongue, list(wish));
    if (known) this.#drop(element, known);
    const view = ++this.#views;
    this.elements.set(element, { view, shop, frame, drawer: mode === "drawer" });
    for (const type of LISTENED) root.addEventListener(type, this.#act); // Once, however often it is said.
    root.addEventListener("error", missing, true);
    if (mode === "inline") this.rest();
    wasm.attach(shop, kind, tongue, `${frame}\0${list(wish)}`, element, root);
    if (kind < 2) this.near(element, () => wasm.noticed(NEAR, view));
    return view;
  }

  /** A buyer's gesture. Without the rest of the Wasm it waits, and the button shows it. */
  #act = (event) => {
    const view = this.elements.get(event.currentTarget.host)?.view;
    const asked = Asked.of(event);
    if (!asked) return undefined;
    if (this.whole) return this.enter(() => wasm.acted(view, asked));
    if (event.type === "keydown") return undefined; // What keys do comes with the rest.
    if (this.#presses.length >= PRESSES_MAX) return undefined;
    asked.busy(true);
    this.#presses.push([view, asked]);
    return this.rest();
  };

  /** Number of the wording of a language; its words are asked for when it is first needed. */
  #tongue(tag) {
    const known = this.#tongues.findIndex((tongue) => tongue.tag === tag);
    if (known >= 0) return known;
    const locale = tag.split("-")[0];
    // `more`: the text of the words that are said once somebody shops; undefined as long as it is not known.
    const tongue = { tag, locale, own: worded(tag), more: undefined };
    const number = (tongue.number = this.#tongues.push(tongue) - 1);
    const heard = (read) => (read > 1 && this.say("no own words", tag), read);
    const speak = (language, money, words) => heard(wasm.speak(number, `${list([language, money, tongue.own.words])}\0${words}`));
    // A language without words of ours is shown in English, its money too: "28,00 ¥" beside English words misleads. But a page
    // may have words of its own for it.
    const english = () => {
      tongue.more = "";
      speak(tongue.own.lang || "en", tongue.own.lang || locale === "en" ? tag : "en", "");
    };
    if (!LOCALES.includes(locale)) return english(), number;
    // The loader may have asked already.
    this.#words(locale, this.#place.locales?.[locale], (words) => {
      const read = words && speak(locale, tag, words);
      if (!read) return english();
      tongue.more ||= undefined; // English, if they come late.
      if (this.whole) this.#learn(tongue);
      return read;
    });
    return number;
  }

  /** Lets a language learn what is said once somebody shops, and asks for it where nobody has. */
  #learn(tongue) {
    wasm.learn(tongue.number, `${list([tongue.own.words])}\0${tongue.more ?? ""}`);
    if (tongue.more === undefined) this.settle(this.#fetchMore(tongue), () => this.#learn(tongue));
  }

  #fetchMore = (tongue) =>
    tongue.more ?? new Promise((done) => this.#words(`${tongue.locale}.rest`, undefined, (words) => {
      const late = words && tongue.more === "";
      done((tongue.more = words ?? tongue.more ?? ""));
      if (late && this.whole) this.#learn(tongue);
      return words;
    }));

  /** Calls `arrived` with the text of a file of words: that which `asked` brings, or undefined where there is none to be had in time; what comes
      later is better than none. Says so where it could make nothing of it. */
  #words(name, asked, arrived) {
    const file = `locales/${name}.json`;
    let waiting = true;
    // Whichever comes first: their text, a failure, or the end of our patience.
    const here = (words, failed) => {
      const text = typeof words === "string" && !failed ? words : undefined;
      if (!waiting && !text) return;
      waiting = false;
      if (!arrived(text)) this.say("no words", file);
    };
    this.settle(asked ?? this.#fetchWords(`${this.#place.base}${file}`), here);
    setTimeout(this.guard(() => here()), PATIENCE_MS.words);
  }

  async #fetchWords(url) {
    const { fetch } = this;
    const answer = await fetch(url);
    return answer.ok && this.read(answer.body, BODY_MAX);
  }

  /** Makes one exchange and reads its answer: with headers of ours (`how` 0), without (1), or without and with what the browser
      kept of an earlier answer first (2). */
  send(shop, request, method, url, body, how) {
    const key = shop * 2 ** 32 + request;
    const ask = async (cache) => this.#heard(await this.exchange(key, method, url, this.#shops[shop].profile, body, how > 0, "", cache));
    const tell = this.guard((said) => {
      if (said[0] === UNREACHABLE) this.#lookForLine();
      wasm.answered(shop, request, ...said);
    });
    const answer = async () => {
      if (how < 2) return (await ask()).said;
      this.requests.set(key);
      // A page's preload may have failed where the browser still keeps an answer: the second question goes past it.
      const kept = () => this.requests.has(key) && ask("force-cache");
      const early = this.#early.get(url)?.catch(kept) ?? kept();
      // What is here already is drawn in a task of its own: a slow phone takes longer for it than a finger waits.
      if (this.#early.delete(url)) await task();
      const { ok, date, said } = await early;
      const age = Math.abs(Date.now() - date);
      // Of a failure that names no time the engine says when it is asked again.
      if (age <= FRESH_MS || !(ok || age)) return said;
      if (!this.requests.has(key)) return [];
      // Kept failures tell nothing of now.
      if (ok) tell([KEPT_ANSWER, said[1], age]);
      return (await ask("no-cache")).said;
    };
    this.settle(answer(), (said, failed) => {
      this.#answers.push(() => this.done(key) && tell(failed ? [UNREACHABLE, "", -1] : said));
      // What comes one after the other is drawn in one frame.
      return this.requests.size > this.#answers.length ? requestAnimationFrame(this.#tell) : this.#tell();
    });
  }

  #tell = () => this.#answers.splice(0).forEach((tell) => tell());

  /** A response: whether it is one, of when, and what Wasm is told of it. */
  #heard = async ({ ok, status, headers, body }) => {
    const words = body ? await this.read(body, BODY_MAX) : "";
    const wait = this.retryAfter(headers.get("Retry-After"), Date.now());
    const said = words === null ? [UNREADABLE, "", -1] : [status, `${words}\0${headers.get("Content-Language") ?? ""}`, wait];
    return { ok, date: Date.parse(headers.get("Date")), said };
  };

  /** Tells the page which goods an element came to show. */
  viewed(view, items) {
    const element = this.element(view);
    this.announce(view, "tsampa-view", { items: items.split("\0").slice(0, -1) }, false);
    // What stands beside a search box comes with the rest.
    if (element?.hasAttribute("search")) this.rest();
    // Without the rest of the code no buyer has narrowed it down.
    if (!items && !this.whole) this.say("nothing there", ...["query", "seller", "category", "ids"].map((name) => [name, element?.getAttribute(name)]));
  }

  problem(cause, code, message) {
    this.announce(cause, "tsampa-problem", { code, message }, false);
  }

  /** Waits until what is drawn now is painted; where nothing is, for a tenth of a second. */
  painted = () => new Promise((done) => (requestAnimationFrame(() => setTimeout(done)), setTimeout(done, 100)));

  /** Looks at a shop's record, and tells what it is; nothing, where the browser keeps nothing. */
  look(shop) {
    let found;
    const kept = name(this.#shops[shop].origin);
    // Goods that are here already come first. Where nobody has shopped yet, nothing is left behind either.
    // Without an origin of its own a page keeps nothing, and Chromium tells it so by a failure that nobody can catch.
    const there = async () => window.origin === "null" || (await indexedDB.databases?.())?.every((database) => database.name !== kept);
    const read = this.painted().then(there).then((none) => none || this.transact(kept, (turn) => (found = turn.stored)));
    const late = new Promise((_, fail) => setTimeout(fail, PATIENCE_MS.record));
    this.settle(Promise.race([read, late]), (_, failed) => wasm.recorded(shop, failed ? "" : `${found ?? ""}`, failed ? REFUSED : KEPT));
  }
}

/** Name of the database, the lock and the channel. Of which form the record is, it says itself. */
const name = (origin) => `tsampa:1:${origin}`;
/** What the page preloads of the catalogue at this endpoint: addresses; of an unknown one nothing. */
const preloads = (endpoint) =>
  [...document.querySelectorAll("link[rel=preload][as=fetch]")].map(({ href }) => href).filter((url) => endpoint && url.startsWith(`${endpoint}/catalog/`));
/** A text that says something, or an empty one. */
const text = (value) => (typeof value === "string" ? value.trim() : "");
/** What the page words in its own way for a language: the first block that says no other `lang`. Data, no script: any content policy lets it pass. */
function worded(tag) {
  const blocks = [...document.querySelectorAll("script[data-tsampa-words]")].map((block) => ({ lang: canonical(block.lang), words: block.textContent }));
  return blocks.find(({ lang }) => !lang || `${tag}-`.startsWith(`${lang}-`)) ?? { words: "" };
}
/** Texts in one, as Wasm takes them apart (src/shell/list.rs). */
const list = (texts) => texts.map((value) => text(value).replaceAll("\0", "")).join("\0");
