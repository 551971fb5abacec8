/** `cargo xtask bench`: measures, prints the tables, and writes them where `--table` says. */
import { mkdirSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { dirname } from "node:path";
import { parseArgs } from "node:util";

import { badLines } from "./bad-lines.mjs";
import * as contenders from "./contenders.mjs";
import { FREE, LINES } from "./lines.mjs";
import * as report from "./report.mjs";
import { memories, rounds } from "./rounds.mjs";
import { many } from "./scale.mjs";
import { waterfall } from "./waterfall.mjs";
import { World } from "./world.mjs";

const text = { type: "string", default: "" };
const { values: flags } = parseArgs({ options: { runs: { type: "string", default: "9" }, table: text, only: text, parts: text } });
const runs = +flags.runs;
const list = (words) => words.split(",").filter(Boolean);
const only = list(flags.only);
const chosen = contenders.ALL.filter(({ path }) => !only.length || only.includes(path.slice(1)));
const ours = chosen.filter(({ path }) => ["/evergreen", "/pinned"].includes(path));
const byHand = chosen.filter(({ path }) => ["/plain", "/pinned"].includes(path));

/** Each part measures, and answers with what is printed of it. */
const PARTS = {
  async first(world) {
    const found = {};
    for (const [key, line] of Object.entries(LINES)) found[key] = await rounds(world, chosen, line, runs);
    return report.firstViews(found, chosen);
  },
  async scale(world) {
    const widgets = chosen.filter(({ cards }) => cards);
    if (widgets.includes(contenders.floor)) widgets.splice(widgets.indexOf(contenders.floor) + 1, 0, contenders.whole);
    const found = {};
    for (const count of [100, 500]) found[count] = await rounds(world, widgets, FREE, Math.min(runs, 5), many(count));
    return report.scale(found, widgets);
  },
  memory: async (world) => report.memory(await memories(world, byHand)),
  "bad-lines": async (world) => report.bad(await badLines(world, byHand, Math.min(runs, 3)), byHand),
  async waterfall(world) {
    const views = [];
    for (const line of [LINES.browser, LINES.relay]) {
      for (const contender of [...byHand, ...ours.filter((one) => !byHand.includes(one))]) views.push(await waterfall(world, contender, line));
    }
    return views.join("\n\n");
  },
};

const parts = list(flags.parts).length ? list(flags.parts) : ["first", "scale", "memory", "bad-lines"];
const world = await World.open({
  pages: (path) => contenders.pageAt(path),
  scripts: (path) => contenders.scripts[path],
  peers: contenders.hosts,
});
try {
  const [before] = loadavg();
  const told = [];
  for (const part of parts) told.push(await PARTS[part](world));
  const text = [report.head(world.version, runs, [before, loadavg()[0]]), ...told].join("\n\n");
  console.log(text);
  if (flags.table) {
    mkdirSync(dirname(flags.table), { recursive: true });
    writeFileSync(flags.table, `${text}\n`);
  }
} finally {
  await world.close();
}
