import { test } from "node:test";

import { ENGINES } from "./support/engines.mjs";
import { given } from "./support/given.mjs";
import { walk } from "./support/walk.mjs";

for (const engine of Object.keys(ENGINES)) {
  test(`a10: in ${engine} a visitor of the county's tourism site orders from two sellers, the county earns it, and its page's address stays`, async (t) => {
    const scene = await given(t, { engine, folder: "examples/pages/tourism", language: "zh-CN" });
    await walk(scene, "/index.html", `tourism-${engine}`);
  });
}
