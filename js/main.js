/** Behind every way in (script tag, `tsampa`, `tsampa/pure`): starts the Wasm, keeps the elements, connects shops.
    Importing it does nothing, so that a server may. */
import { __wbg_finalize_init, __wbg_get_imports } from "./glue.js";
import { TsampaError, task, told, warn } from "./host.js";
import { Page } from "./page.js";
import { TsampaCart, TsampaProduct, TsampaShop, serve } from "./elements.js";
import { pick, shop } from "./shop.js";

export { TsampaCart, TsampaError, TsampaProduct, TsampaShop };
export const version = "__TSAMPA_VERSION__";

const SCRIPT = ["api", "partner", "channel", "lang", "country", "currency", "endpoint", "profile", "utm"];
let [place, define, running] = [{}, () => {}];

/** Starts the Wasm and defines the three elements. The loader says where from and what its tag holds. */
export async function boot(from = {}) {
  if (!running) place = from;
  define = () => [TsampaShop, TsampaProduct, TsampaCart].forEach((element) => element.define());
  const shop = await connect({});
  define();
  (await running).announce(0, "tsampa-ready", { shop }, false);
  return shop;
}

/** A shop by its business's origin; by default the script's own. */
export async function connect(options) {
  if (typeof document === "undefined") {
    throw new TsampaError("no_browser", await told("there is no page", "connect()"));
  }
  const said = pick(options, SCRIPT);
  const page = await start();
  const at = page.coded(around(said));
  const origin = said.wrong ? "" : page.enter(() => page.business(at.api));
  if (origin === "") throw new TsampaError("refused", await told("no origin", at.api, said.wrong));
  // The script's own shop opens with its first use: a page may want another one only.
  if (Object.keys(said).length) page.connect(at);
  return shop(page, at, origin);
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
  // Written so, whoever bundles this takes the file along.
  const url = place.base ? `${place.base}__TSAMPA_WASM__` : new URL("__TSAMPA_WASM__", import.meta.url).href;
  const { blocked = [], see = (event) => blocked.push(event.blockedURI) } = place;
  document.addEventListener("securitypolicyviolation", see);
  const fetched = place.wasm ?? get(url);
  place.wasm = undefined;
  const page = new Page(around(), live, fetchRest);
  try {
    first = await compile(await answer(fetched, url, blocked), url);
    await page.begin();
    await task(); // What a slow phone does in one go should not get longer.
  } finally {
    document.removeEventListener("securitypolicyviolation", see);
  }
  serve({ keeper: (element) => page.keep(element) });
  define();
  return page;
}

/** Where this module's neighbours are. By hand: for its first `URL` a browser sets up 8 KB. */
const HERE = import.meta.url.replace(/[?#].*/, "").replace(/[^/]*$/, "");
const REST = "__TSAMPA_REST__", REST_MODULE = "__TSAMPA_REST_MODULE__";
let first, rest, exported;
/** Behind the module's address: a browser asks no second time for one that it could not have. */
let again = "";

/** Gives Wasm a life. */
async function live() {
  exported = __wbg_finalize_init(await WebAssembly.instantiate(first, __wbg_get_imports()), first);
}

/** Fetches the rest of the Wasm, and what only that is given, and joins it to the first part, whose memory and table it shares. */
async function fetchRest() {
  if (!REST) return; // A development build is one piece.
  const [url, module] = [HERE + REST, HERE + REST_MODULE];
  const glue = import(module + again).catch(async () => {
    again += "?";
    throw new TsampaError("cors", await told("could not be loaded", module), true);
  });
  glue.catch(() => {}); // Whoever waits for it hears of it.
  rest ??= await compile(await answer(get(url), url, []), url);
  await WebAssembly.instantiate(rest, { __proto__: null, "": exported, "./glue_bg.js": (await glue).imports });
}

const get = async (url) => fetch(url);

/** The page's own campaign parameters, told to the business with the owner's leave only. */
const UTM = /^utm_(source|medium|campaign|term|content|id)$/;

/** What Wasm is told: what was said here, else on the script tag, and what is around (js/page.js). */
function around(said) {
  const { base = HERE, locales } = place;
  const about = pick(place.script, SCRIPT);
  Object.assign(about, { base, origin: base.split("/", 3).join("/"), locales, host: location.host, path: location.pathname });
  if (location.search) new URLSearchParams(location.search).forEach((value, name) => UTM.test(name) && (about[name] = value));
  if (said?.api) delete about.endpoint; // It is another business's.
  return Object.assign(about, said);
}

/** The answer with the Wasm, or a sentence that says why there is none. */
async function answer(fetched, url, blocked) {
  const response = await fetched.catch(() => null);
  if (response?.ok) return response;
  if (response) throw new TsampaError("unsupported", await told("not served", url, response.status));
  await task(); // The browser tells of a blocked address a task later.
  const { origin } = new URL(url);
  if (blocked.some((address) => address.startsWith(origin))) throw new TsampaError("unsupported", await told("not in connect-src", url, origin));
  if (!navigator.onLine) throw new TsampaError("offline", await told("offline", url), true);
  throw new TsampaError("cors", await told("could not be loaded", url), true);
}

async function compile(response, url) {
  const type = response.headers.get("content-type") ?? "nothing";
  try {
    // A response that a page's own fetch made up cannot be compiled while it comes in.
    if (type.startsWith("application/wasm") && response instanceof Response) return await WebAssembly.compileStreaming(response);
    told("not application/wasm", url, type).then(warn);
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (error) {
    throw new TsampaError("unsupported", await told("not WebAssembly", url, error.message));
  }
}

// Elements that were defined by hand (`tsampa/pure`) start the Wasm when the first one is on the page.
serve({ begin: () => void start().catch(() => {}) });
