/** At 35 kbit/s nothing may wait but the line. */
import { Chromium } from "./chromium.mjs";
import { BAD } from "./lines.mjs";
import { Relay } from "./relay.mjs";
import { fetched, later, opened, until, visit } from "./visit.mjs";
import { MARKET } from "./world.mjs";

const PATIENCE = 180_000;

/** First goods, last goods on the second visit, and the seller's page without a script, `runs` times. */
export async function badLines(world, contenders, runs) {
  const relay = await Relay.open({ port: world.port, ...BAD.relay });
  const browser = await Chromium.open({ port: relay.port, pin: world.pin });
  world.version = browser.version;
  const found = { readable: [], views: new Map(contenders.map(({ name }) => [name, []])) };
  try {
    for (let run = 0; run < runs; run++) {
      for (const contender of contenders) found.views.get(contender.name).push(await view(world, browser, contender));
      found.readable.push(await readable(browser));
      process.stderr.write(`  ${BAD.name}: ${run + 1} of ${runs}\n`);
    }
  } finally {
    await browser.close();
    relay.close();
  }
  return found;
}

async function view(world, browser, contender) {
  const page = await opened(browser, contender);
  try {
    const { cards } = await visit(page, contender, PATIENCE);
    await later(2000);
    const { code, answers } = fetched(page);
    world.hangUp();
    const again = await visit(page, contender, PATIENCE);
    // The page's HTML has arrived when its response ended, which may be after the goods in its first packets were painted.
    await until(page, "loaded", PATIENCE);
    world.hangUp();
    const html = await page.evaluate("performance.getEntriesByType('navigation')[0].responseEnd");
    return { cards, code, answers, again: Math.max(0, again.cards - html) };
  } finally {
    await page.close();
  }
}

/** When the text of a seller's page is painted, which needs no script. */
async function readable(browser) {
  const page = await opened(browser, { cards: "main", button: "a, button", line: "none" }, { count: 1 });
  try {
    await page.send("Page.navigate", { url: `${MARKET}/s/gyangze-barley` });
    await until(page, "first", PATIENCE);
    return (await page.seen()).first;
  } finally {
    await page.close();
  }
}
