/** C15: where every storage throws, each step of the walk works all the same; only what is left is forgotten, and said so. */
import { test } from "node:test";

import { ENGINES } from "./support/engines.mjs";
import { given } from "./support/given.mjs";
import { walk } from "./support/walk.mjs";

for (const engine of Object.keys(ENGINES)) {
  test(`c15: in ${engine} the walk is the same where storage and locks throw, but for what is left`, async (t) => {
    const scene = await given(t, { engine, folder: "tests/e2e/pages/storage-throws" });
    await walk(scene, "/index.html", `storage-throws-${engine}`, { keeps: false });
  });
}
