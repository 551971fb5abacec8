/** The gallery (examples/gallery): every state of every element is there, and looks as it should as far as boxes tell. Pictures: target/e2e/gallery-*. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { given } from "./support/given.mjs";
import { faults } from "./support/layout.mjs";
import { ROOT } from "./support/market.mjs";

/** What tells that a state is the one that it is called by. */
const SHOWN = {
  plain: ".add", reduced: ".list-price", rated: ".rating", few: ".status", "sold-out": '.out .add[aria-disabled="true"]', unknown: ".unit-price",
  chips: '.chip[aria-checked="true"]', listed: "select", impossible: '[data-is="not"]', long: ".list-price", unbroken: ".title", "no-picture": ".image:not([src])", "broken-picture": ".image:not([src])",
  "in-cart": ".quantity:not([hidden])", adding: ".add[data-busy]", added: ".done[data-on]", toast: ".toast", nothing: ".trouble:not([hidden])",
  row: ".row", "row-options": ".row .chip", "row-long": ".row", button: ".button .add", "button-out": '.button .add[aria-disabled="true"]',
  list: ".card:nth-child(8)", loading: ".ghost", failing: ".retry:not([hidden])", none: ".nothing",
  "button-nothing-in-it": ".cart-button", "button-three": ".sum", "button-open-change": ".sum[data-open]",
  empty: ".empty:not([hidden])", sellers: ".seller-group:nth-child(3)", messages: '[data-tone="i"] ~ *, .shot:not([hidden])', dearer: '.checkout[data-notice]', offline: ".unsent:not([hidden])",
  busy: ".wait:not([hidden])", removed: ".undo", adjusting: ".told .dismiss", vanishing: ".told .dismiss", forgetful: ".told .dismiss", refusing: ".told .message",
  "not-durable": '.told [data-tone="i"]', "checking-out": '.checkout[aria-disabled="true"]', totals: ".within", large: ".line:nth-child(2)",
  drawer: ".drawer[open] .line", "drawer-messages": ".drawer[open] .line .message", "drawer-empty": ".drawer[open] .empty:not([hidden])",
  "drawer-tall": ".drawer.flat[open] .line", codes: ".code", finding: ".kinds", lost: ".back", detail: '[part~="detail"][open] .links', "detail-out": '[part~="detail"][open] .links',
};

for (const lang of ["zh", "bo", "en", "fr"]) {
  test(`every state is there in ${lang}, light and dark, to the right and to the left, wide and narrow`, async (t) => {
    const { site, browser } = await given(t, { folder: "examples/gallery" });
    for (const scheme of ["light", "dark"]) {
      for (const dir of ["ltr", "rtl"]) {
        await size(browser, 1280);
        await browser.visit(`${site.origin}/index.html?${new URLSearchParams({ lang, scheme, dir })}`);
        await ready(browser);
        if (scheme === "light" && dir === "ltr") assert.deepEqual(await browser.driver.executeScript(absent, SHOWN), [], "states that are not what they are called by");
        for (const width of [1280, 320]) {
          await size(browser, width);
          assert.deepEqual(await browser.driver.executeScript(faults), [], `${lang} ${scheme} ${dir}, ${width} wide`);
          if ((scheme === "light") === (dir === "ltr")) await picture(browser, `gallery-${lang}-${scheme}-${dir}-${width}`);
        }
      }
    }
  });
}

/** Every state that is listed or shown, but not both, or that does not show what it is called by. */
function absent(shown) {
  const states = window.galleryStates.map(({ id }) => id);
  const within = (place) => {
    const frame = place.querySelector("iframe");
    return (frame ? frame.contentDocument : place).querySelector("tsampa-shop, tsampa-product, tsampa-cart").shadowRoot;
  };
  const missing = states.filter((id) => !(id in shown) || !within(document.getElementById(id)).querySelector(shown[id])?.checkVisibility());
  return [...missing, ...Object.keys(shown).filter((id) => !states.includes(id))];
}

async function ready(browser) {
  const said = await browser.until("the gallery is ready", () => browser.driver.executeScript("const { ready, missing } = document.documentElement.dataset; return ready === undefined ? null : { missing }"));
  assert.equal(said.missing ?? undefined, undefined, "states that were not reached");
}

/** A window of this width; the narrow one is a telephone's, touched by fingers. */
async function size(browser, width) {
  const mobile = width < 500;
  await browser.command("Emulation.setTouchEmulationEnabled", { enabled: mobile });
  await browser.command("Emulation.setDeviceMetricsOverride", { width, height: 900, screenWidth: width, screenHeight: 900, deviceScaleFactor: 1, mobile });
}

/** A picture of the whole page, as far as browsers make one. */
async function picture(browser, name) {
  const { cssContentSize: { width, height } } = await browser.command("Page.getLayoutMetrics");
  const clip = { x: 0, y: 0, width, height: Math.min(height, 16_000), scale: 1 };
  const { data } = await browser.command("Page.captureScreenshot", { captureBeyondViewport: true, clip });
  const folder = join(ROOT, "target/e2e");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.png`), data, "base64");
}
