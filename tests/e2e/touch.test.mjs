/** From card to order by a finger. Chromium and Firefox have a driver that touches; WebKitGTK's presses the mouse. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { PARTNER, given } from "./support/given.mjs";
import { walk } from "./support/walk.mjs";

/** The page keeps by what it was pressed. */
const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page</title>
  <script>addEventListener("pointerdown", ({ pointerType }) => localStorage.setItem(pointerType, "pressed"), true)</script>
  <script async src="http://127.0.0.1:7420/sdk/v1/tsampa.js" data-partner="${PARTNER}"></script></head>
  <body><tsampa-cart></tsampa-cart><tsampa-shop limit="12"></tsampa-shop></body></html>`;

for (const engine of ["chromium", "firefox"]) {
  test(`in ${engine} a buyer gets from card to order by touch alone`, async (t) => {
    const scene = await given(t, { engine, touch: true, pages: { "/": page } });
    await walk(scene, "/", `touch-${engine}`);
    assert.deepEqual(await scene.browser.run("return Object.keys(localStorage)"), ["touch"]);
  });
}
