/** `cargo xtask bench`: measures, prints the tables, and writes them where `--table` says. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";

import * as contenders from "./contenders.mjs";
import { LINES } from "./lines.mjs";
import { report } from "./report.mjs";
import { rounds } from "./rounds.mjs";
import { World } from "./world.mjs";

const { values: flags } = parseArgs({ options: { runs: { type: "string", default: "9" }, table: { type: "string" }, only: { type: "string" }, parts: { type: "string" } } });
const chosen = contenders.ALL.filter(({ path }) => !flags.only || flags.only.split(",").includes(path.slice(1)));
const world = await World.open({
  pages: (path) => contenders.pageAt(path),
  scripts: (path) => contenders.scripts[path],
  peers: contenders.hosts,
});
try {
  const measured = { runs: +flags.runs, first: {} };
  for (const [key, line] of Object.entries(LINES)) measured.first[key] = await rounds(world, chosen, line, +flags.runs);
  measured.version = world.version;
  const text = report(measured, chosen);
  console.log(text);
  if (flags.table) {
    mkdirSync(dirname(flags.table), { recursive: true });
    writeFileSync(flags.table, `${text}\n`);
  }
} finally {
  await world.close();
}
