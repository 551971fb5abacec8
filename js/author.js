/** What only a page's author or a developer is told, by its gist (`told` in js/host.js). Fetched where there is something to tell. */
const MEANWHILE = "Until then the page shows what stands inside the elements.";
const SMALLEST = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
const has = (tag, name, value) => `${tag ? `<${tag}> has` : "the script's tag, or connect(), says"} ${name}="${value}".`;

export const sentences = {
  __proto__: null,
  "there is no page": () => "A shop needs a page. Call connect() in the browser, not on the server.",
  "no origin": (api, wrong) => `connect() got ${wrong ? `a ${wrong}` : `api: "${api}"`}. Give it an origin: connect({ api: "https://market.example" }).`,
  "not served": (url, status) => `${url} was answered with ${status}. The SDK's files belong together: serve the whole folder. ${MEANWHILE}`,
  "not in connect-src": (url, origin) => `this page's Content-Security-Policy does not let it load ${url}. Add ${origin} to its connect-src. ${MEANWHILE}`,
  "could not be loaded": (url) =>
    `${url} could not be loaded. Look whether it opens in a tab of its own; if it does, let its server answer with Access-Control-Allow-Origin: *.`,
  offline: (url) => `${url} could not be loaded: the browser is offline.`,
  "not application/wasm": (url, type) => `${url} is served as ${type}. Serve it as application/wasm, and it starts sooner.`,
  "not WebAssembly": async (url, flaw) => {
    if (await WebAssembly.compile(SMALLEST).catch(() => null)) return `${url} cannot be read as WebAssembly (${flaw}). It may have been cut short on its way: load the page again. ${MEANWHILE}`;
    return `this page does not allow WebAssembly. Add 'wasm-unsafe-eval' to script-src in its Content-Security-Policy. ${MEANWHILE}`;
  },
  "a flaw of its own": (reason, again) =>
    `the shop stopped at a flaw of its own (${reason}). ${again ? "It starts again; the cart is kept." : "What it drew last stays; reload the page to shop on."}`,
  "preloaded in vain": (url) => `the page preloads ${url}, and no list has asked there. Preload the very address of a list that is near the top: with the page's lang or data-lang as BCP 47 writes it (zh-CN), country and currency in capitals; products of their own are looked up together.`,
  "said twice": (origin, name, first, other) =>
    `the one cart of ${origin} was given ${name}="${first}" and ${name}="${other}". The first counts. Say it once, on the script tag: data-${name}="${first}".`,
  "none of these": (tag, name, value, among) => `${has(tag, name, value)} Write one of these: ${among.join(" ")}.`,
  "no code": (tag, name, value, example) => `${has(tag, name, value)} Write its code, for instance ${name}="${example}".`,
  "no business": (tag, name, value) => `${has(tag, name, value)} Give the business's origin: api="https://market.example".`,
  "no limit": (tag, name, value) => `${has(tag, name, value)} Write a whole number from 1 to 50: limit="12".`,
  "nothing there": (...wanted) =>
    `the business has nothing for <tsampa-shop${wanted.map(([name, value]) => (value ? ` ${name}="${value}"` : "")).join("")}>. Look whether that is written as the business writes it.`,
  "no item": (tag) => `<${tag}> has no item. Give it the item's id: item="v_tsampa_500".`,
  "no own words": (language) =>
    `the page's own words for ${language} cannot be read. Write texts by their keys: <script type="application/json" data-tsampa-words>{"add": "Buy"}</script>.`,
  "no words": (file) => `${file} could not be read, and English is shown. Serve the SDK's whole folder.`,
};
