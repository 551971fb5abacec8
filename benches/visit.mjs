/** One visit of one contender's page in a fresh browser context: what it took, in milliseconds, bytes and requests. */
import { readFileSync } from "node:fs";

import { PAGE, PICTURES } from "./world.mjs";

const OBSERVER = readFileSync(new URL("observer.js", import.meta.url), "utf8");

/** A page of `browser` ready for `contender`, throttled as `line` says; all it fetched is noted in `page.asked`. */
export async function opened(browser, contender, { line = {}, count = 12, height = 915, before = "" } = {}) {
  const page = await browser.page();
  const wanted = { cards: "none", button: "none", line: "none", ...contender, count };
  const source = `${before}const WANTED = ${JSON.stringify(wanted)};\n${OBSERVER}`;
  await page.send("Page.addScriptToEvaluateOnNewDocument", { source: `{${source}}` });
  // A phone's screen is as wide as its window.
  const screen = { screenWidth: 412, screenHeight: height };
  await page.send("Emulation.setDeviceMetricsOverride", { width: 412, height, ...screen, deviceScaleFactor: 1, mobile: false });
  if (line.cpu) await page.send("Emulation.setCPUThrottlingRate", { rate: line.cpu });
  if (line.bits) {
    const throughput = line.bits / 8;
    const how = { offline: false, latency: line.latency, downloadThroughput: throughput, uploadThroughput: throughput };
    await page.send("Network.emulateNetworkConditions", how);
  }
  Object.assign(page, { contender, count });
  page.evaluate = async (expression) => (await page.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true })).result.value;
  page.seen = async () => JSON.parse((await page.evaluate("window.__bench && JSON.stringify(__bench)")) ?? "{}");
  note(page);
  return page;
}

/** Goes there and waits until all cards and buttons were painted; the bare page, until it was loaded. */
export async function visit(page, contender, patience = 60_000) {
  page.asked.clear();
  await page.send("Page.navigate", { url: `${PAGE}${contender.path}${page.count === 12 ? "" : `?${page.count}`}` });
  return until(page, contender.cards ? "usable" : "loaded", patience);
}

/** Waits until the observer has seen something; what it saw by then. */
export async function until(page, what, patience = 60_000) {
  const end = Date.now() + patience;
  for (;;) {
    const seen = await page.seen();
    if (seen[what]) return seen;
    if (Date.now() > end) throw new Error(`${what} was not seen within ${patience} ms: ${JSON.stringify(seen)}`);
    await later(50);
  }
}

/**
 * Presses the first add button as a mouse does: over it, and a moment later down. Milliseconds from the click until the line
 * was painted; nothing if it never was.
 */
export async function press(page, hover = 100) {
  const place = `(() => {
    const [button] = __bench.find(${JSON.stringify(page.contender.button)}); button.scrollIntoView({ block: "center" });
    const { left, top, width, height } = button.getBoundingClientRect();
    const frame = button.ownerDocument.defaultView.frameElement?.getBoundingClientRect() ?? { left: 0, top: 0 };
    return JSON.stringify({ x: frame.left + left + width / 2, y: frame.top + top + height / 2 });
  })()`;
  await page.evaluate(place);
  await later(100); // Scrolling ends.
  const middle = JSON.parse(await page.evaluate(place));
  const mouse = (type, more = {}) => page.send("Input.dispatchMouseEvent", { type, ...middle, ...more });
  await mouse("mouseMoved");
  await later(hover);
  for (const type of ["mousePressed", "mouseReleased"]) await mouse(type, { button: "left", clickCount: 1 });
  const seen = await until(page, "line", 8_000).catch(() => undefined);
  return seen && seen.line - seen.clicked;
}

/** Bytes of the page's JavaScript heap after all garbage is gone. */
export async function heap(page) {
  for (let time = 0; time < 2; time++) await page.send("HeapProfiler.collectGarbage");
  return (await page.send("Runtime.getHeapUsage")).usedSize;
}

/** Blocking of the main thread beyond 50 ms a task, until the page could be used; on a page without a widget all that there was. */
export const blocked = ({ blocks, usable }) =>
  blocks.filter(([start]) => !usable || start < usable).reduce((sum, [, duration]) => sum + Math.max(0, duration - 50), 0);

/** What the widget fetched, without the page itself and the goods' pictures. */
export function fetched(page) {
  const own = [...page.asked.values()].filter(({ url }) => !url.startsWith(PICTURES) && !url.startsWith(`${PAGE}/`));
  const bytes = (some) => some.reduce((sum, { size }) => sum + size, 0);
  const code = own.filter(({ api }) => !api);
  const api = own.filter(({ api }) => api);
  const preflights = api.filter(({ preflight }) => preflight).length;
  return { code: bytes(code), files: code.length, answers: bytes(api), requests: api.length - preflights, preflights };
}

/** Notes each request: address, bytes on the wire (headers too), whether it is code or an API's. */
function note(page) {
  page.asked = new Map();
  const at = ({ requestId }) => page.asked.get(requestId);
  page.on("Network.requestWillBeSent", ({ requestId, request }) => {
    const preflight = request.method === "OPTIONS";
    const api = preflight || /\/ucp\/v1\/|\.well-known|\/graphql|\/api\/|\/oauth/.test(request.url);
    page.asked.set(requestId, { url: request.url, api, preflight, size: 0 });
  });
  page.on("Runtime.exceptionThrown", ({ exceptionDetails: { text, exception } }) => console.error(`${text} ${exception?.description ?? ""}`));
  page.on("Network.loadingFinished", (done) => at(done) && (at(done).size = done.encodedDataLength));
  page.on("Network.responseReceived", (got) => at(got) && (at(got).size ||= got.response.encodedDataLength));
}

export const later = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
