import { test } from "node:test";

import { given } from "./support/given.mjs";
import { walk } from "./support/walk.mjs";

test("d4: on a page whose policy forbids styles, HTML sinks and other origins the walk is the same", async (t) => {
  const scene = await given(t, { folder: "tests/e2e/pages/strict-csp" });
  await walk(scene, "/index.html", "strict-csp");
});
