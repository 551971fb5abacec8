import { test } from "node:test";

import { given } from "./support/given.mjs";
import { walk } from "./support/walk.mjs";

test("on a page that loads the tag twice the walk is the same, and each press counts once", async (t) => {
  const scene = await given(t, { folder: "tests/e2e/pages/loaded-twice" });
  await walk(scene, "/index.html", "loaded-twice");
});
