/** The script tag: starts what the first view needs at once, sets `window.tsampa`. The elements are defined when the Wasm
    runs; until then, and where it cannot, the page shows its own fallback. Browsers far below the floor can read this. */
(() => {
  const MARK = Symbol.for("tsampa");
  const VERSION = "__TSAMPA_VERSION__";
  // Languages with a file in locales/; English is built in.
  const LOCALES = ["zh", "fr", "bo"];

  const say = (sentence) => console.warn("tsampa: " + sentence);
  const own = (object, name) => Object.prototype.hasOwnProperty.call(object, name);
  // An <img name="currentScript"> hides document.currentScript; the prototype's getter cannot be hidden so. Nor by a page's own
  // `Document` (MooTools has one): we look where the browser does.
  const prototype = Object.getPrototypeOf(document);
  const current = prototype.__lookupGetter__("currentScript");
  const script = current && current.call(document);
  const registry = window.customElements;
  if (!script || !script.src) {
    return say('this script cannot see its own tag. Load it as <script async src="…/tsampa.js">, no module and no copy in another file; modules import tsampa.mjs.');
  }
  if (registry && own(registry, MARK)) {
    const first = registry[MARK].version;
    return first === VERSION || say("version " + VERSION + " stays unused: version " + first + " was loaded first. Keep one script tag.");
  }

  const base = script.src.replace(/[?#].*/, "").replace(/[^/]*$/, "");

  const quiet = (promise) => {
    promise.catch(() => {}); // Whoever waits for it hears of the failure; the page's own listeners do not.
    return promise;
  };
  const refuse = (code, sentence) => {
    const error = new Error(sentence + " Until then the page shows what stands inside the elements.");
    console.error("tsampa: " + error.message);
    return Promise.reject(Object.assign(error, { code, retry: false }));
  };

  // Told by the browser a moment after the request failed, and before anyone else could listen.
  const blocked = [];
  const see = (event) => blocked.push(event.blockedURI);
  document.addEventListener("securitypolicyviolation", see);

  const begin = () => {
    if (base.slice(0, 5) === "file:") {
      return refuse("unsupported", "browsers load no modules from files. Serve the folder over http.");
    }
    if (typeof WebAssembly !== "object") return refuse("unsupported", "this browser has WebAssembly switched off (iOS: Lockdown Mode).");
    // These came together with the oldest browsers that will do.
    if (!registry || !("inert" in HTMLElement.prototype) || !("adoptedStyleSheets" in prototype)) {
      return refuse("unsupported", "this browser is too old. Chrome 102, Safari 16.4 and Firefox 112 are the oldest that will do.");
    }
    // A page's own fetch may throw at once.
    const get = (file) => quiet(new Promise((resolve) => resolve(fetch(base + file))));
    const wasm = get("__TSAMPA_WASM__");
    const locales = Object.create(null);
    const language = (script.dataset.lang || document.documentElement.lang || navigator.language || "").slice(0, 2).toLowerCase();
    if (LOCALES.indexOf(language) >= 0) {
      locales[language] = quiet(get("locales/" + language + ".json").then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status))));
    }
    const url = base + "__TSAMPA_MODULE__";
    return import(url).then(
      (module) => [module, module.boot({ base, wasm, locales, blocked, see, script: { ...script.dataset } })],
      (cause) => refuse("cors", url + " could not be loaded (" + cause.message + "). Look whether it opens in a tab of its own; if it does, add " + new URL(base).origin + " to script-src in this page's Content-Security-Policy."),
    );
  };

  const begun = quiet(begin());
  const ready = quiet(begun.then((parts) => parts[1]));
  const api = { version: VERSION, ready, connect: (options) => begun.then((parts) => parts[0].connect(options)) };
  if (registry) Object.defineProperty(registry, MARK, { __proto__: null, value: api });
  // A form named "tsampa" is no own property of the window, but a page's variable is, and stays.
  if (own(window, "tsampa")) say("window.tsampa is the page's own. Its shop comes with the event tsampa-ready.");
  else Object.defineProperty(window, "tsampa", { __proto__: null, value: api, configurable: true, enumerable: true, writable: true });
})();
