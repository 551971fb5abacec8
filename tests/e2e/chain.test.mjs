/** What waits for what on a first view: every file that is asked for only when another one is there costs a phone a round trip. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Front } from "./support/front.mjs";
import { given } from "./support/given.mjs";
import { Market, ROOT } from "./support/market.mjs";

const CARDS = '[part~="list"] > [part~="card"]';
const READ = "/ucp/v1/catalog/search?language=zh&limit=12";
const SDK = process.env.SDK ?? join(ROOT, "dist");
const PROFILE = "/.well-known/ucp";

test("with the evergreen snippet code and words wait for the loader alone, and the goods for nothing", async (t) => {
  const { front, steps } = await scene(t, ({ origin }) => `<link rel="preload" as="fetch" crossorigin href="${origin}${READ}">
    <script async fetchpriority="high" crossorigin src="${origin}/sdk/v1/tsampa.js"></script>`);
  const [first, second, ...later] = await steps();
  assert.deepEqual(first, ["/sdk/v1/tsampa.js", READ]);
  assert.deepEqual(second.map(plain), ["/sdk/v1/locales/zh.json", "/sdk/v1/tsampa-*.mjs", "/sdk/v1/tsampa-*.wasm"]);
  assert.deepEqual(later.flat(), [], "no file of ours waits for those");
  assert.ok(!front.asked.includes(PROFILE), "nor is anybody asked what is known");
});

test("with the pinned snippet nothing waits for anything", async (t) => {
  const version = readdirSync(SDK).find((name) => /^\d+\.\d+\./.test(name));
  const folder = `/sdk/${version}`;
  const integrity = JSON.parse(readFileSync(join(SDK, version, "integrity.json"), "utf8"));
  const named = (form) => Object.keys(integrity).find((name) => form.test(name));
  const [module, wasm] = [named(/^tsampa-\w+\.mjs$/), named(/^tsampa-\w+\.wasm$/)];
  const { steps } = await scene(t, ({ origin }) => `<link rel="modulepreload" href="${origin}${folder}/${module}" integrity="${integrity[module]}" crossorigin>
    <link rel="preload" as="fetch" type="application/wasm" href="${origin}${folder}/${wasm}" crossorigin>
    <link rel="preload" as="fetch" href="${origin}${folder}/locales/zh.json" crossorigin>
    <link rel="preload" as="fetch" crossorigin href="${origin}${READ}">
    <script async fetchpriority="high" src="${origin}${folder}/tsampa.js" integrity="${integrity["tsampa.js"]}" crossorigin></script>`);
  const [first, ...later] = await steps();
  assert.deepEqual(first, [`${folder}/locales/zh.json`, `${folder}/${module}`, `${folder}/${wasm}`, `${folder}/tsampa.js`, READ].sort());
  assert.deepEqual(later.flat(), []);
});

/** A hash is of a build; which build is no matter here. */
const plain = (path) => path.replace(/-[0-9a-f]+\./, "-*.");

/** A page behind a front that keeps everything back; `steps` lets go what was asked for so far, again and again until the goods are
    there, and says what that was, step by step, but for pictures. */
async function scene(t, head) {
  const front = await Front.open();
  t.after(() => front.close());
  const page = `<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>A page</title>${head(front)}</head>
    <body><tsampa-cart></tsampa-cart><tsampa-shop limit="12"></tsampa-shop></body></html>`;
  const { site, browser } = await given(t, { pages: { "/": page } });
  const market = await Market.start({ publicUrl: front.origin });
  t.after(() => market.close());
  front.behind = market.origin;
  const steps = async () => {
    const found = [];
    front.holding = true;
    let [seen, loaded] = [0, false];
    // The page has loaded when its script has: the driver can be asked only then.
    const visit = browser.visit(site.origin).then(() => (loaded = true));
    while (!loaded || front.held.length > 0 || (await browser.count(CARDS)) < 12) {
      // What is asked for in the same step comes within a moment.
      await new Promise((resolve) => setTimeout(resolve, 500));
      const asked = front.asked.slice(seen).filter((path) => !path.startsWith("/media/"));
      seen = front.asked.length;
      if (asked.length > 0) found.push([...new Set(asked)].sort());
      front.release();
      front.holding = true;
    }
    await visit;
    front.release();
    return found;
  };
  return { front, steps };
}
