/** C16: no cookie at all, by the headers of a whole walk. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { ENGINES } from "./support/engines.mjs";
import { Front } from "./support/front.mjs";
import { given } from "./support/given.mjs";
import { walk } from "./support/walk.mjs";

for (const engine of Object.keys(ENGINES)) {
  test(`c16: in ${engine} no cookie is sent or set on a whole walk`, async (t) => {
    const front = await Front.open();
    t.after(() => front.close());
    const scene = await given(t, { engine, front, folder: "examples/pages/tourism", language: "zh-CN" });
    await walk(scene, "/index.html", `no-cookie-${engine}`);
    const { log } = front;
    assert.ok(log.filter(({ method }) => method !== "GET").length >= 4, "the walk's writes went through here");
    assert.deepEqual(log.filter(cookies), []);
    assert.deepEqual(scene.site.log.filter(cookies), [], "nor was one set on the partner's page");

    // That the log would tell of one:
    front.change = (headers) => ({ ...headers, "set-cookie": "biscuit=1" });
    for (const path of ["/", "/"]) await scene.browser.visit(front.origin + path);
    assert.ok(log.some(({ answered }) => answered?.["set-cookie"]) && log.some(({ asked }) => asked.cookie === "biscuit=1"));
  });
}

const cookies = ({ asked, answered }) => asked.cookie !== undefined || answered?.["set-cookie"] !== undefined;
