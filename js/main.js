/** Behind every way in (script tag, `tsampa`, `tsampa/pure`): starts the Wasm, keeps the elements, connects shops.
    Importing it does nothing, so that a server may. */
import init, { initSync } from "./glue.js";
import * as wasm from "./glue.js";
import { Host, TsampaError, attempt, locks } from "./host.js";
import { TsampaCart, TsampaProduct, TsampaShop, serve } from "./elements.js";
import { Shop, pick } from "./shop.js";

export { TsampaCart, TsampaError, TsampaProduct, TsampaShop };
export const version = "__TSAMPA_VERSION__";

const SCRIPT = ["api", "partner", "channel", "lang", "country", "currency", "endpoint", "profile", "utm"];
const attached = new Set();
const connected = [];
let [place, define, running] = [{}, () => {}];

/** Starts the Wasm and defines the three elements. The loader says where from and what its tag holds. */
export async function boot(from = {}) {
  if (!running) place = from;
  define = () => [TsampaShop, TsampaProduct, TsampaCart].forEach((element) => element.define());
  const shop = await connect({});
  define();
  document.dispatchEvent(new CustomEvent("tsampa-ready", { detail: { shop } }));
  return shop;
}

/** A shop by its business's origin; by default the script's own. */
export async function connect(options) {
  if (typeof document === "undefined") {
    throw new TsampaError("no_browser", "A shop needs a page. Call connect() in the browser, not on the server.");
  }
  const said = pick(options, SCRIPT);
  const host = await start();
  const at = page(said);
  const origin = host.enter(() => wasm.origin(at));
  if (origin === "") throw new TsampaError("refused", `connect() got api: "${at.api}". Give it an origin: api: "https://market.example".`);
  // The script's own shop opens with its first use: a page may want another one only.
  if (Object.keys(said).length) host.enter(() => wasm.connect(connected[connected.push(at) - 1]));
  return new Shop(host, at, origin);
}

/** One start a page, forgotten when it fails, so that a second try can work. */
function start() {
  return (running ??= run().catch((error) => {
    running = undefined;
    console.error(`tsampa: ${error.message}`);
    throw error;
  }));
}

async function run() {
  const url = new URL("__TSAMPA_WASM__", import.meta.url).href;
  const { blocked = [], see = (event) => blocked.push(event.blockedURI) } = place;
  document.addEventListener("securitypolicyviolation", see);
  const fetched = place.wasm ?? get(url);
  place.wasm = undefined;
  try {
    await init({ module_or_path: await compile(await answer(fetched, url, blocked), url) });
  } finally {
    document.removeEventListener("securitypolicyviolation", see);
  }
  const host = new Host(fetchRest, () => wasm.rest_came(), () => {
    wasm.__wbg_reset_state();
    wasm.boot(host, page());
    for (const at of connected) wasm.connect(at);
    const elements = [...attached];
    attached.clear();
    elements.forEach(keeper);
  });
  const keeper = (element) => {
    if (!element.isConnected) return attached.delete(element) && host.enter(() => wasm.detach(element));
    const call = attached.has(element) ? wasm.changed : wasm.attach;
    attached.add(element);
    for (const name of GESTURES) element.addEventListener(name, gesture, { __proto__: null, passive: true });
    // An element with a closed root of the page's own keeps what it shows.
    const root = element.shadowRoot ?? attempt(() => element.attachShadow({ __proto__: null, mode: "open" }));
    return root && host.enter(() => call(element, element.constructor.kind, root));
  };
  const gesture = () => host.rest();
  host.enter(() => wasm.boot(host, page()));
  const happened = (name, event) => host.enter(() => wasm.happened(name, !!event.persisted));
  for (const name of ["pageshow", "pagehide", "online", "offline"]) addEventListener(name, (event) => happened(name, event));
  document.addEventListener("visibilitychange", (event) => happened(document.visibilityState, event));
  serve({ keeper });
  define();
  return host;
}

/** What comes before every press, and mostly long before: then the rest of the Wasm is fetched, which a first view does without. */
const GESTURES = ["pointerover", "touchstart", "focusin"];
const REST = "__TSAMPA_REST__";
let rest;

/** Fetches the rest of the Wasm and joins it to the first part, whose memory and table it shares. */
async function fetchRest() {
  if (!REST) return; // A development build is one piece.
  const url = new URL(REST, import.meta.url).href;
  rest ??= await compile(await answer(get(url), url, []), url);
  await WebAssembly.instantiate(rest, { __proto__: null, "": initSync() });
}

const get = async (url) => fetch(url);

/** What Wasm is told: what was said here, else on the script tag, and what is around (src/shell/place.rs). */
function page(said) {
  const { base = new URL(".", import.meta.url).href, locales } = place;
  const about = Object.assign(Object.create(null), pick(place.script, SCRIPT), {
    ...{ base, origin: new URL(base).origin, locales, locks: locks() },
    ...{ host: location.host, path: location.pathname, offline: !navigator.onLine },
  });
  new URLSearchParams(location.search).forEach((value, name) => name.startsWith("utm_") && (about[name] = value));
  if (said?.api) delete about.endpoint; // It is another business's.
  return Object.assign(about, said);
}

/** The answer with the Wasm, or a sentence that says why there is none. */
async function answer(fetched, url, blocked) {
  const response = await fetched.catch(() => null);
  if (response?.ok) return response;
  if (response) throw refused(`${url} was answered with ${response.status}. The SDK's files belong together: serve the whole folder.`);
  await new Promise((done) => setTimeout(done)); // The browser tells of a blocked address a task later.
  const { origin } = new URL(url);
  if (blocked.some((address) => address.startsWith(origin))) {
    throw refused(`this page's Content-Security-Policy does not let it load ${url}. Add ${origin} to its connect-src.`);
  }
  if (!navigator.onLine) throw new TsampaError("offline", `${url} could not be loaded: the browser is offline.`, true);
  throw new TsampaError("cors", `${url} could not be loaded. Look whether it opens in a tab of its own; if it does, let its server answer with Access-Control-Allow-Origin: *.`, true);
}

async function compile(response, url) {
  const type = response.headers.get("content-type") ?? "nothing";
  try {
    // A response that a page's own fetch made up cannot be compiled while it comes in.
    if (type.startsWith("application/wasm") && response instanceof Response) return await WebAssembly.compileStreaming(response);
    console.warn(`tsampa: ${url} is served as ${type}. Serve it as application/wasm, and it starts sooner.`);
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (error) {
    const smallest = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
    if (!(await WebAssembly.compile(smallest).catch(() => null))) {
      throw refused("this page does not allow WebAssembly. Add 'wasm-unsafe-eval' to script-src in its Content-Security-Policy.");
    }
    throw refused(`${url} cannot be read as WebAssembly (${error.message}). It may have been cut short on its way: load the page again.`);
  }
}

function refused(sentence) {
  return new TsampaError("unsupported", `${sentence} Until then the page shows what stands inside the elements.`);
}

// Elements that were defined by hand (`tsampa/pure`) start the Wasm when the first one is on the page.
serve({ begin: () => void start().catch(() => {}) });
