/** Schedules of faults in one engine: a buyer with two tabs, a network that lies, and in the end one cart. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { error } from "selenium-webdriver";

import { Browser } from "../support/browser.mjs";
import { Market } from "../support/market.mjs";
import { Pages } from "../support/pages.mjs";
import { Buyer, pages, pause } from "./buyer.mjs";
import { Proxy } from "./proxy.mjs";
import { Schedule } from "./schedule.mjs";

/** After the last fault: the longest wait of a repetition here (2.25 s), or a Retry-After, with what follows; browsers are slow at times. */
const REST_MS = 15_000;
/** Nothing is sent for so long: it is at rest. */
const QUIET_MS = 500;
/** A browser that hangs is not waited for. */
const TEST_MS = 90_000;
const [FIRST, COUNT] = [Number(process.env.FAULTS_FIRST ?? 1), Number(process.env.FAULTS_SCHEDULES ?? 20)];

/** Plays them, one test each. */
export function schedules(engine) {
  const world = { engine, happened: 0, writes: 0, longest: 0 };
  before(() => open(world));
  after(() => close(world));
  for (let seed = FIRST; seed < FIRST + COUNT; seed++) test(`${engine}, seed ${seed}: everything comes to rest in one cart`, { timeout: TEST_MS }, () => survive(world, () => play(world, seed)));
}

/** Plays once more in a new browser where the engine itself has died, and says so; a second death is a failure. */
async function survive(world, play) {
  try {
    await play();
  } catch (death) {
    if (!isDeath(death.cause) || world.died) throw death;
    world.died = true;
    console.log(`${world.engine} died, and the schedule is played again: ${death.message}`);
    await world.browser.close().catch(() => {});
    await enter(world);
    await play();
  }
}

const isDeath = (failure) => failure instanceof error.NoSuchSessionError;

async function open(world) {
  world.proxy = await Proxy.open();
  world.market = await Market.start({ publicUrl: world.proxy.origin });
  world.proxy.behind = world.market.origin;
  await enter(world);
}

async function enter(world) {
  world.browser = await Browser.open({ engine: world.engine });
  world.home = await world.browser.driver.getWindowHandle();
}

async function close({ engine, browser, market, proxy, happened, writes, longest }) {
  await browser?.close();
  await market?.close();
  await proxy?.close();
  console.log(`${engine}: ${writes} writes, ${happened} faults, at rest after ${longest} ms at the latest`);
}

async function play(world, seed) {
  const { browser, market, proxy } = world;
  const schedule = new Schedule(seed);
  const site = await Pages.serve({ pages: pages(market, proxy) });
  proxy.begin({ ...schedule, site: site.origin });
  const carts = market.rows("SELECT id FROM carts").length;
  const made = [];
  let buyer;
  try {
    buyer = await Buyer.come(browser, proxy, site);
    for (const gesture of schedule) {
      made.push(gesture);
      await buyer.make(gesture);
    }
    proxy.rest();
    await atRest(world, buyer, schedule);
    assert.deepEqual(proxy.flaws, []);
    const wishes = made.filter(({ item, meanwhile }) => item ?? meanwhile?.item);
    assert.ok(proxy.sent.size <= wishes.length, `${proxy.sent.size} writes for ${wishes.length} wishes`);
    assert.equal(market.rows("SELECT id FROM orders").length, 0, "nothing was ordered");
    assert.equal(market.rows("SELECT id FROM carts").length - carts, proxy.count > 0 ? 1 : 0, "one cart was made");
  } catch (cause) {
    const again = `play it again: cargo xtask faults --engine ${world.engine} --seed ${seed}`;
    throw new Error([cause.message, ...proxy.flaws, `gestures: ${JSON.stringify(made)}`, `network: ${proxy.told.join(", ")}`, again].join("\n"), { cause });
  } finally {
    proxy.rest();
    await buyer?.go(world.home).catch((failure) => isDeath(failure) || Promise.reject(failure));
    await site.close();
    world.writes += proxy.count;
    for (const times of proxy.happened.values()) world.happened += times;
  }
}

/** Waits until both tabs and the database agree with the wishes, and stay so without another write. */
async function atRest(world, buyer, schedule) {
  const begun = Date.now();
  let flaw;
  do {
    flaw = await unrest(world, buyer, schedule);
    // A wish and the one that takes it back may both still wait behind a reading: all agree before they are sent.
    const { count } = world.proxy;
    await pause(flaw ? 100 : QUIET_MS);
    if (!flaw && world.proxy.count !== count) flaw = "a write was sent";
  } while (flaw && Date.now() - begun < REST_MS);
  world.longest = Math.max(world.longest, Date.now() - begun - QUIET_MS);
  flaw ??= await unrest(world, buyer, schedule);
  assert.equal(flaw, undefined);
}

/** What is not yet as it should be. */
async function unrest({ market, proxy }, buyer, { wishes }) {
  if (proxy.writes.size > 0) return "a write is under way";
  const kept = market.rows("SELECT variant_id, quantity FROM cart_lines WHERE cart_id = ? ORDER BY variant_id", proxy.cart ?? "");
  const lines = Object.fromEntries(kept.map((line) => [line.variant_id, line.quantity]));
  const count = kept.reduce((sum, line) => sum + line.quantity, 0);
  for (const tab of [0, 1]) {
    const shown = await buyer.cart(tab);
    const said = `tab ${tab} shows ${JSON.stringify(shown)}`;
    if (JSON.stringify(shown.lines) !== JSON.stringify(lines)) return `${said}, the marketplace holds ${JSON.stringify(lines)}`;
    if (shown.count !== count) return `${said}, the marketplace holds ${count} pieces`;
    // Plenty of everything is there, and no fate refuses anything for good: nothing excuses an unmet wish.
    for (const [item, wish] of wishes) {
      if ((lines[item] ?? 0) !== wish) return `${said} and ${item} is not ${wish}; said is ${JSON.stringify(shown.messages)}`;
    }
  }
  return undefined;
}
