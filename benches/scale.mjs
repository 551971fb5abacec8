/** What grows: pages with many goods, and elements that come and go. Neither line nor processor is slowed. */
import { blocked, heap, later, opened, press, visit } from "./visit.mjs";

/** Measures a page with `count` goods, in a window so high that all of them are looked at. */
export const many = (count) => async (world, browser, contender) => {
  const page = await opened(browser, contender, { count, height: 300 * count });
  try {
    const seen = await visit(page, contender);
    await later(500);
    return { cards: seen.cards, usable: seen.usable, blocking: blocked(seen), heap: await heap(page), requests: page.asked.size };
  } finally {
    await page.close();
  }
};

/** The bytes of Wasm's memory on a page with `count` goods, and after the first addition. */
export async function wasm(browser, contender, count = 12) {
  const page = await opened(browser, contender, { count, height: count > 12 ? 300 * count : 915, before: WATCH });
  const bytes = () => page.evaluate("__memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)");
  try {
    await visit(page, contender);
    const viewed = await bytes();
    if (count > 12) return { viewed }; // The marketplace knows no more than its own goods.
    await press(page);
    await later(500);
    return { viewed, pressed: await bytes() };
  } finally {
    await page.close();
  }
}

/** Keeps hold of every memory that an instance exports. */
const WATCH = `
  globalThis.__memories = [];
  const { instantiate, instantiateStreaming } = WebAssembly;
  const keep = (made) => {
    for (const value of Object.values((made.instance ?? made).exports)) {
      if (value instanceof WebAssembly.Memory && !__memories.includes(value)) __memories.push(value);
    }
    return made;
  };
  WebAssembly.instantiate = (...all) => instantiate(...all).then(keep);
  WebAssembly.instantiateStreaming = (...all) => instantiateStreaming(...all).then(keep);
`;

/** Growth of the heap and of Wasm's memory by a thousand shops that came, were filled and went again, after ten that did. */
export async function mounts(browser, contender, times = 1000) {
  const page = await opened(browser, contender, { before: WATCH });
  const bytes = () => page.evaluate("__memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)");
  try {
    await visit(page, contender);
    await page.evaluate(mount(10));
    const before = [await heap(page), await bytes()];
    const filled = await page.evaluate(mount(times));
    const after = [await heap(page), await bytes()];
    return { times, filled, heap: after[0] - before[0], wasm: after[1] - before[1] };
  } finally {
    await page.close();
  }
}

/** Replaces the page's shop by a new one, again and again; how many of them had their cards within a second. */
const mount = (times) => `(async () => {
  let filled = 0;
  for (let time = 0; time < ${times}; time++) {
    const old = document.querySelector("tsampa-shop, plain-shop");
    const fresh = old.cloneNode(true);
    old.replaceWith(fresh);
    const end = performance.now() + 1000;
    const there = () => fresh.shadowRoot?.querySelector(WANTED_CARDS);
    while (!there() && performance.now() < end) await new Promise((done) => setTimeout(done, 2));
    filled += there() ? 1 : 0;
  }
  return filled;
})()`.replace("WANTED_CARDS", JSON.stringify(".card, [part~=card]"));
