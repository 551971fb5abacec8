/** Visits of all contenders by turns, so that what else the machine does meets all of them. */
import { Chromium } from "./chromium.mjs";
import { Relay } from "./relay.mjs";
import { mounts, wasm } from "./scale.mjs";
import { blocked, fetched, heap, later, opened, press, visit } from "./visit.mjs";

/** `runs` visits of each contender on `line`; by contender's name what each visit measured. */
export async function rounds(world, contenders, line, runs, measure = view) {
  const relay = line.relay && (await Relay.open({ port: world.port, ...line.relay }));
  const browser = await Chromium.open({ port: relay?.port ?? world.port, pin: world.pin });
  world.version = browser.version;
  const found = new Map(contenders.map(({ name }) => [name, []]));
  try {
    for (let run = 0; run < runs; run++) {
      const turn = run % contenders.length;
      for (const contender of [...contenders.slice(turn), ...contenders.slice(0, turn)]) {
        world.delay = line.delay ?? 0;
        try {
          const seen = await measure(world, browser, contender, line);
          found.get(contender.name).push(seen);
        } catch (error) {
          console.error(`${contender.name}, ${line.name}: ${error.message}`);
        }
        world.hangUp();
      }
      process.stderr.write(`  ${line.name}: ${run + 1} of ${runs}\n`);
    }
  } finally {
    world.delay = 0;
    await browser.close();
    relay?.close();
  }
  return found;
}

/** Wasm's memory, and what a thousand mounts leave behind; once each, and untimed. */
export async function memories(world, contenders) {
  const browser = await Chromium.open({ port: world.port, pin: world.pin });
  const found = [];
  try {
    for (const contender of contenders) {
      const seen = { name: contender.name, wasm: await wasm(browser, contender), many: await wasm(browser, contender, 500) };
      found.push({ ...seen, mounts: await mounts(browser, contender) });
      process.stderr.write(`  memory: ${contender.name}\n`);
    }
  } finally {
    await browser.close();
  }
  world.version = browser.version;
  return found;
}

/** A first visit, a press on the first button, a second visit where the line is slow. */
async function view(world, browser, contender, line) {
  const page = await opened(browser, contender, { line });
  try {
    const seen = await visit(page, contender);
    await later(SETTLING);
    const settled = await page.seen();
    const what = { ...fetched(page), blocking: blocked(settled), shift: settled.shift };
    if (contender.cards) Object.assign(what, { cards: seen.cards, usable: seen.usable });
    what.heap = await heap(page);
    if (contender.line) what.add = await press(page);
    if (!slow(line) || !contender.cards) return what;
    world.hangUp();
    what.again = (await visit(page, contender)).cards;
    return what;
  } finally {
    await page.close();
  }
}

/** Where there is a line to speak of, a second visit is worth its time. */
const slow = (line) => line.bits || line.relay;

/** Pictures come, and whatever moves when they do has moved. */
const SETTLING = 600;
