/** What was measured, as it is printed: Markdown. */
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";

import { floor, scripts } from "./contenders.mjs";
import { BAD, LINES } from "./lines.mjs";
import { median, number, ratio, spread, table } from "./table.mjs";
import { packed } from "./world.mjs";

/** `load`: the machine's, before and after. */
export function head(version, runs, load) {
  const commit = execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).trim();
  const date = new Date().toISOString().slice(0, 10);
  const [plain, best] = ["/plain.js", "/best.js"].map((path) => number(packed(scripts[path]).length));
  const busy = load.map((load) => number(load, 1)).join(" and ");
  return `Measured ${date}, ${version}, commit ${commit}; medians of ${runs} runs by turns, on ${cpus().length} processors whose load was ${busy} before and after. The floor's script has ${plain} bytes (brotli), its best case's ${best}.`;
}

const values = (found, name, what) => (found?.get(name) ?? []).map((seen) => seen[what] ?? undefined);
const middle = (found, name, what) => median(values(found, name, what));
/** A column: every contender's median by the floor's. */
const by = (found, what) => ({ name }) => ratio(middle(found, name, what), middle(found, floor.name, what));
const bare = (found, what, digits) => ({ name }) => number(middle(found, name, what), digits);
const drawn = (columns, contenders) =>
  table(Object.keys(columns), contenders.map((contender) => Object.values(columns).map((cell) => cell(contender))));

/** Ratios to the floor, then the times themselves. */
export function firstViews({ browser, relay, at_once: atOnce, delayed }, contenders) {
  const [alone] = contenders;
  const above = ({ name }) => number((middle(atOnce, name, "heap") - middle(atOnce, alone.name, "heap")) / MIB, 2);
  const ratios = {
    "÷ the floor": ({ name }) => name,
    "code, bytes (files)": ({ name }) => `${number(middle(browser, name, "code"))} (${number(middle(browser, name, "files"))})`,
    "API requests (preflights)": ({ name }) => `${number(middle(browser, name, "requests"))} (${number(middle(browser, name, "preflights"))})`,
    "12 cards, Slow 4G": by(browser, "cards"),
    "usable": by(browser, "usable"),
    "second visit": by(browser, "again"),
    "12 cards, TCP": by(relay, "cards"),
    "second visit, TCP": by(relay, "again"),
    "12 cards, no line": by(atOnce, "cards"),
    "add, Slow 4G": by(browser, "add"),
    "add, API at once": by(atOnce, "add"),
    "add, API 150 ms": by(delayed, "add"),
    "blocking, ms": bare(browser, "blocking"),
    "layout shift": bare(browser, "shift", 3),
    "heap above the bare page, MiB": alone.cards ? () => "–" : above,
  };
  const columns = { "ms": ({ name }) => name };
  for (const [key, { name }] of Object.entries(LINES)) {
    const found = { browser, relay, at_once: atOnce, delayed }[key];
    for (const what of key === "browser" || key === "relay" ? ["cards", "again", "add"] : ["cards", "add"]) columns[`${WHAT[what]}, ${name}`] = (contender) => spread(values(found, contender.name, what));
  }
  return [drawn(ratios, contenders), "The times themselves, and between what half of all runs lie:", drawn(columns, contenders)].join("\n\n");
}

const WHAT = { cards: "12 cards", again: "second visit", add: "add" };

export function scale(found, contenders) {
  const columns = { "many cards": ({ name }) => name };
  for (const [count, seen] of Object.entries(found)) {
    Object.assign(columns, {
      [`${count} cards, ms`]: ({ name }) => spread(values(seen, name, "cards")),
      [`÷ floor (${count})`]: by(seen, "cards"),
      [`blocking, ms (${count})`]: bare(seen, "blocking"),
      [`heap, MiB (${count})`]: ({ name }) => number(middle(seen, name, "heap") / MIB, 2),
      [`requests (${count})`]: bare(seen, "requests"),
    });
  }
  return drawn(columns, contenders);
}

export function memory(found) {
  const columns = {
    "memory": ({ name }) => name,
    "Wasm after a first view, MiB": ({ wasm }) => number(wasm.viewed / MIB, 2),
    "after an addition": ({ wasm }) => number(wasm.pressed / MIB, 2),
    "with 500 cards": ({ many }) => number(many.viewed / MIB, 2),
    "mounts and removals (filled)": ({ mounts }) => `${number(mounts.times)} (${number(mounts.filled)})`,
    "JS heap grows by, KB": ({ mounts }) => number(mounts.heap / 1000),
    "Wasm memory grows by, KB": ({ mounts }) => number(mounts.wasm / 1000),
  };
  return drawn(columns, found);
}

export function bad({ views, readable }, contenders) {
  const seconds = (milliseconds) => number(milliseconds && milliseconds / 1000, 1);
  // Seven round trips, and what is fetched before the first goods, at what the line carries.
  const bound = (bytes) => 1.15 * ((bytes * 8 * 1000) / BAD.relay.bits + 7 * BAD.relay.latency);
  const code = ({ name }) => middle(views, name, "code");
  const answers = ({ name }) => middle(views, name, "answers");
  const columns = {
    [`${BAD.name}, s`]: ({ name }) => name,
    "code, bytes": (contender) => number(code(contender)),
    "answers, bytes": (contender) => number(answers(contender)),
    "first goods": ({ name }) => seconds(middle(views, name, "cards")),
    "1.15 × (code × 8 ÷ 35,000 + 7 × 0.8 s)": (contender) => seconds(bound(code(contender))),
    "the same with the answers": (contender) => seconds(bound(code(contender) + answers(contender))),
    "second visit, last goods after the HTML": ({ name }) => seconds(middle(views, name, "again")),
  };
  return `${drawn(columns, contenders)}\n\nA seller's page (\`/s/{seller}\`) is readable after ${seconds(median(readable))} s.`;
}

const MIB = 2 ** 20;
