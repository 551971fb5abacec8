/** What axe-core finds wrong for people who do not see, or see little: nothing, in every state of the gallery. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import { ENGINES } from "./support/engines.mjs";
import { given } from "./support/given.mjs";

const { source } = createRequire(import.meta.url)("axe-core");
/** What the gallery shows in frames, where nobody looks from outside: each alone. */
const ALONE = ["drawer", "drawer-messages", "drawer-empty", "detail", "offline"];

for (const lang of ["zh", "bo", "en", "fr"]) {
  test(`axe-core finds nothing in ${lang}, light and dark`, async (t) => {
    const { site, browser } = await given(t, { folder: "examples/gallery" });
    for (const scheme of ["light", "dark"]) {
      for (const only of ["", ...ALONE]) await nothing(browser, site, { lang, scheme, only });
    }
  });
}

for (const engine of Object.keys(ENGINES).filter((name) => name !== "chromium")) {
  test(`axe-core finds nothing in the cart in ${engine}`, async (t) => {
    const { site, browser } = await given(t, { engine, folder: "examples/gallery" });
    for (const scheme of ["light", "dark"]) for (const only of ALONE) await nothing(browser, site, { lang: "zh", scheme, only });
  });
}

/** Opens the gallery so and lets axe-core judge it. */
async function nothing(browser, site, how) {
  await browser.visit(`${site.origin}/index.html?${new URLSearchParams(how)}`);
  await browser.until("the gallery is ready", () => browser.driver.executeScript("return 'ready' in document.documentElement.dataset"));
  // An animation may begin a moment after what causes it.
  await new Promise((resolve) => setTimeout(resolve, 300));
  await browser.until("nothing moves", () => browser.ask("still"));
  assert.deepEqual(await judged(browser), [], Object.values(how).join(" "));
}

/** Each violation: the rule, the element, and why. At least one thing was judged. */
async function judged(browser) {
  await browser.driver.executeScript(`window.setTimeout = gallery.setTimeout; ${source}`);
  const { violations, passes } = await browser.driver.executeAsyncScript(`
    const done = arguments[0];
    // Landmarks have one name each on a page with one cart; here are sixteen.
    const how = { resultTypes: ["violations"], rules: { "landmark-unique": { enabled: false } } };
    axe.run({ exclude: ["iframe"] }, how).then(done, (error) => done({ violations: [{ id: String(error), nodes: [] }], passes: [] }));
  `);
  assert.ok(passes.length > 10, "axe looked at the page");
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(" ")}: ${failureSummary}`));
}
