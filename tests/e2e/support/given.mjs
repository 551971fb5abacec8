import { join } from "node:path";

import { Browser } from "./browser.mjs";
import { Market, ROOT } from "./market.mjs";
import { Pages } from "./pages.mjs";

/** The partner that every page of these tests names. */
export const PARTNER = "tourism-gyangze";

/**
 * A partner's site, a marketplace that knows it, and a browser; all gone when the test is over. `folder`: the site's
 * pages, from the repository's root; or `pages`: each page's HTML by its path. With a `front` everybody speaks to the
 * marketplace through it. A `browser` that is open already stays so; else the rest says how one is opened.
 */
export async function given(test, { folder, pages, headers, front, browser, ...how } = {}) {
  let market;
  const site = await Pages.serve({ folder: folder && join(ROOT, folder), pages, headers, market: () => market?.origin });
  test.after(() => site.close());
  market = await Market.start({ partners: { [PARTNER]: site.origin }, publicUrl: front?.origin });
  test.after(() => market.close());
  if (front) [front.behind, market.origin] = [market.origin, front.origin];
  if (!browser) {
    browser = await Browser.open(how);
    test.after(() => browser.close());
  }
  return { site, market, browser };
}
