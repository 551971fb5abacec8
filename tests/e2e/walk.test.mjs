import { test } from "node:test";

import { given } from "./support/given.mjs";
import { walk } from "./support/walk.mjs";

test("a visitor of the county's tourism site orders from two sellers, and the county earns it", async (t) => {
  const scene = await given(t, { folder: "examples/pages/tourism", language: "zh-CN" });
  await walk(scene, "/index.html", "tourism");
});
