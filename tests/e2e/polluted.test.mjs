import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { given } from "./support/given.mjs";
import { ROOT } from "./support/market.mjs";
import { walk } from "./support/walk.mjs";

test("d1: on a page with bent built-ins, another base, a form of our name and no window.open the walk is the same", async (t) => {
  const scene = await given(t, { folder: "tests/e2e/pages/polluted" });
  await walk(scene, "/index.html", "polluted");
  assert.equal(await scene.browser.run("return sessionStorage.getItem('opened')"), null, "window.open was not called");
});

test("d1: no file of the SDK opens a window", () => {
  const folder = join(ROOT, "dist/v1");
  const files = readdirSync(folder).filter((name) => /\.(m?js|wasm)$/.test(name));
  assert.ok(files.length > 4);
  for (const name of files) assert.doesNotMatch(readFileSync(join(folder, name), "latin1"), /window\s*\.\s*open|\bopen\("http/, name);
});

for (const [library, left] of Object.entries({
  MooTools: `window.Document = function () {}; window.Window = function () {}; Array.from = (list) => (list == null ? [] : Array.prototype.slice.call(list));`,
  "Prototype 1.4.0": `Array.from = function (list) { return list && list.toArray ? list.toArray() : Array.prototype.slice.call(list || []); };`,
  "a page that calls things of its own URL, history, screen, Map and Set": `const URL = "https://page.example/", history = [], screen = null; class Map {} let Set = "of tools";`,
  "a page that hangs get and value onto every object": `Object.prototype.get = function () { return "junk"; }; Object.prototype.value = "junk";`,
})) {
  test(`d1: beside what ${library} leaves behind, and things named currentScript, goods come into the cart`, async (t) => {
    const decoys = '<img name="currentScript" alt=""><form name="adoptedStyleSheets"></form><form name="tsampa"></form>';
    const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>An old page</title><script>${left}</script></head>
      <body>${decoys}<script src="http://127.0.0.1:7420/sdk/v1/tsampa.js"></script><tsampa-cart></tsampa-cart><tsampa-product item="p_tsampa"></tsampa-product></body></html>`;
    const { site, browser } = await given(t, { pages: { "/": html } });
    await browser.visit(site.origin);
    await browser.press('tsampa-product >>> [part~="add"]');
    await browser.until("the business agreed", () => browser.seen("tsampa-cart >>> .sum:not([data-open])"));
    assert.equal(await browser.text('tsampa-cart >>> [part~="count"]'), "1");
    await browser.press('[part~="cart-button"]');
    await browser.until("the cart is open", () => browser.ask("modal", 'tsampa-cart >>> [part~="drawer"]'));
    await browser.back();
    await browser.until("the way back closes it", async () => !(await browser.seen('tsampa-cart >>> [part~="drawer"]')));
    assert.deepEqual(await browser.sentences(), []);
  });
}
