/** What was measured, as it is printed. */
import { execFileSync } from "node:child_process";

import { floor, scripts } from "./contenders.mjs";
import { LINES } from "./lines.mjs";
import { median, number, ratio, spread, table } from "./table.mjs";
import { packed } from "./world.mjs";

export function report({ runs, version, first }, contenders) {
  const commit = execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).trim();
  const date = new Date().toISOString().slice(0, 10);
  return [
    `Measured ${date}, ${version}, commit ${commit}; medians of ${runs} runs by turns. The floor is ${number(packed(scripts["/plain.js"]).length)} bytes (brotli), its best case ${number(packed(scripts["/best.js"]).length)}.`,
    ratios(first, contenders),
    "In milliseconds, with what half of all runs lie between:",
    times(first, contenders),
  ].join("\n\n");
}

/** Every time by the floor's. */
function ratios(first, contenders) {
  const { browser, relay, at_once: atOnce, delayed } = first;
  const by = (found, what) => ({ name }) => ratio(value(found, name, what), value(found, floor.name, what));
  const plain = (found, what, digits) => ({ name }) => number(value(found, name, what), digits);
  const columns = {
    "÷ the floor": ({ name }) => name,
    "code, bytes": plain(browser, "code"),
    "files": plain(browser, "files"),
    "API requests (preflights)": ({ name }) => `${number(value(browser, name, "requests"))} (${number(value(browser, name, "preflights"))})`,
    "12 cards, Slow 4G": by(browser, "cards"),
    "usable": by(browser, "usable"),
    "second visit": by(browser, "again"),
    "12 cards, TCP": by(relay, "cards"),
    "second visit, TCP": by(relay, "again"),
    "add, API at once": by(atOnce, "add"),
    "add, API 150 ms": by(delayed, "add"),
    "blocking, ms": plain(browser, "blocking"),
    "layout shift": plain(browser, "shift", 3),
    "JS heap, MiB": ({ name }) => number((value(atOnce, name, "heap") - value(atOnce, contenders[0].name, "heap")) / 2 ** 20, 2),
  };
  return table(Object.keys(columns), contenders.map((contender) => Object.values(columns).map((cell) => cell(contender))));
}

function times(first, contenders) {
  const columns = ["", ...Object.values(LINES).flatMap(({ name }) => [`cards, ${name}`, "second visit", "add"])];
  const cells = ({ name }) => Object.keys(LINES).flatMap((line) => ["cards", "again", "add"].map((what) => spread(all(first[line], name, what))));
  return table(columns, contenders.map((contender) => [contender.name, ...cells(contender)]));
}

const all = (found, name, what) => (found?.get(name) ?? []).map((seen) => seen[what] || (what === "cards" || what === "again" ? undefined : seen[what]));
const value = (found, name, what) => median(all(found, name, what));
