import { test } from "node:test";

import { ENGINES } from "./support/engines.mjs";
import { given } from "./support/given.mjs";
import { walk } from "./support/walk.mjs";

for (const engine of Object.keys(ENGINES)) {
  test(`in ${engine} a visitor of the county's tourism site orders from two sellers, and the county earns it`, async (t) => {
    const scene = await given(t, { engine, folder: "examples/pages/tourism", language: "zh-CN" });
    await walk(scene, "/index.html", `tourism-${engine}`);
  });
}
