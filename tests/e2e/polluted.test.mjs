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
