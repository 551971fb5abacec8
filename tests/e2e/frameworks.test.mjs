/** D8: the elements are written in a framework's own way: React 17 (18 does as it does), React 19, Vue 3 and Svelte 5. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";

import { build } from "esbuild";

import { Browser } from "./support/browser.mjs";
import { given } from "./support/given.mjs";
import { ROOT } from "./support/market.mjs";

const FOLDER = join(ROOT, "tests/e2e/frameworks");

test("in four frameworks the elements are written in the framework's own way", async (t) => {
  const browser = await Browser.open();
  t.after(() => browser.close());
  for (const name of readdirSync(FOLDER)) {
    await t.test(`d8: in ${name} an app's state chooses the item, its handlers hear the element, and it may come and go`, async (t) => {
      const { site } = await given(t, { browser, pages: { "/": PAGE, "/app.js": await bundled(name) } });
      await lives(browser, site);
    });
  }
});

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>An app</title>
  <script async src="http://127.0.0.1:7420/sdk/v1/tsampa.js"></script></head>
  <body><tsampa-cart></tsampa-cart><div id="app"></div><script src="/app.js"></script></body></html>`;

async function lives(browser, site) {
  const title = (text) => browser.until(`${text} is shown`, async () => (await browser.text('tsampa-product >>> [part~="title"]'))?.includes(text));
  // The page before may have complained that its marketplace is gone.
  await browser.visit("about:blank");
  const earlier = (await browser.sentences()).length;
  await browser.visit(site.origin);
  await title("tsampa");
  await browser.press('tsampa-product >>> [part~="add"]');
  await browser.until("the app has heard of it", async () => (await browser.text("output")) === "v_tsampa_500");
  assert.equal(await browser.count("tsampa-product >>> .toast"), 0, "after-add is none, as the app says");
  await browser.press("#other");
  await title("honey");
  await browser.press("#there");
  await browser.until("it is gone", async () => (await browser.count("tsampa-product")) === 0);
  await browser.press("#there");
  await title("honey");
  await browser.press('tsampa-product >>> [part~="add"]');
  await browser.until("both are in the cart", async () => (await browser.text('tsampa-cart >>> [part~="count"]')) === "2");
  assert.deepEqual((await browser.sentences()).slice(earlier).filter((sentence) => sentence.startsWith("tsampa")), []);
}

/** The app as its author would bundle it. */
async function bundled(name) {
  const folder = join(FOLDER, name);
  const [entry] = readdirSync(folder).filter((file) => /^app\.jsx?$/.test(file));
  const define = { "process.env.NODE_ENV": '"production"', __VUE_OPTIONS_API__: "false", __VUE_PROD_DEVTOOLS__: "false", __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false" };
  const jsx = name === "react-17" ? "transform" : "automatic";
  const { outputFiles } = await build({ entryPoints: [join(folder, entry)], bundle: true, write: false, minify: true, conditions: ["svelte"], jsx, define, plugins: [svelte(folder)] });
  return outputFiles[0].text;
}

const svelte = (folder) => ({
  name: "svelte",
  setup({ onLoad }) {
    onLoad({ filter: /\.svelte$/ }, ({ path }) => {
      const { compile } = createRequire(join(folder, "app.js"))("svelte/compiler");
      return { contents: compile(readFileSync(path, "utf8"), { filename: path, css: "injected" }).js.code };
    });
  },
});
