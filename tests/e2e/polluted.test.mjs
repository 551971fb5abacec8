import { test } from "node:test";

import { given } from "./support/given.mjs";
import { walk } from "./support/walk.mjs";

test("on a page with bent built-ins, another base and a form of our name the walk is the same", async (t) => {
  const scene = await given(t, { folder: "tests/e2e/pages/polluted" });
  await walk(scene, "/index.html", "polluted");
});
