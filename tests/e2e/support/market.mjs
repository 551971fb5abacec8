/** The built marketplace with the released SDK, on a free port, with data of its own. */
import { spawn, execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { freePort } from "./ports.mjs";

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const PROGRAM = process.env.MARKETPLACE ?? join(ROOT, "target/debug/marketplace");
const SDK = process.env.SDK ?? join(ROOT, "dist");

export class Market {
  /** Starts one. `partners`: id → origin of its pages; `publicUrl`: the origin that it names itself by. */
  static async start({ partners = {}, port, publicUrl } = {}) {
    const market = new Market();
    market.port = port ?? (await freePort());
    market.origin = `http://127.0.0.1:${market.port}`;
    market.folder = mkdtempSync(join(tmpdir(), "tsampa-market-"));
    market.database = join(market.folder, "market.sqlite");
    market.lines = [];
    market.partners = partners;
    market.publicUrl = publicUrl;
    await market.begin();
    return market;
  }

  /** Starts the program, on the data that are there. */
  async begin() {
    const words = ["--listen", `127.0.0.1:${this.port}`, "--database", this.database, "--sdk", SDK, "--seed"];
    for (const [id, origin] of Object.entries(this.partners)) words.push("--partner", `${id}=${origin}`);
    if (this.publicUrl) words.push("--public-url", this.publicUrl);
    const log = join(this.folder, "log");
    this.program = spawn(PROGRAM, words, { stdio: ["ignore", "pipe", openSync(log, "a")] });
    const ended = once(this.program, "exit").then(() => {
      throw new Error(`the marketplace ended before it listened:\n${readFileSync(log, "utf8").slice(-2000)}`);
    });
    ended.catch(() => {});
    const listening = new Promise((resolve) => {
      createInterface({ input: this.program.stdout }).on("line", (line) => {
        this.lines.push(line);
        if (line.startsWith("listening on ")) resolve();
      });
    });
    await Promise.race([listening, ended]);
  }

  /** The lines that tell of placed orders. */
  get orders() {
    return this.lines.filter((line) => line.startsWith("order "));
  }

  /** Rows of its database, as objects. Read by Python's own SQLite: not by the program that wrote them. */
  rows(sql, ...values) {
    const script = "import json,sqlite3,sys\nc=sqlite3.connect('file:'+sys.argv[1]+'?mode=ro',uri=True)\nc.row_factory=sqlite3.Row\nprint(json.dumps([dict(r) for r in c.execute(sys.argv[2],json.loads(sys.argv[3]))]))";
    return JSON.parse(execFileSync("python3", ["-c", script, this.database, sql, JSON.stringify(values)], { encoding: "utf8" }));
  }

  /** Changes its database while it is down, as an operator may. */
  change(sql) {
    const script = "import sqlite3,sys\nwith sqlite3.connect(sys.argv[1]) as c: c.execute(sys.argv[2])";
    execFileSync("python3", ["-c", script, this.database, sql]);
  }

  /** Ends the program as an operator would; the data stay. */
  async end() {
    if (this.program.exitCode !== null || this.program.signalCode !== null) return;
    const ended = once(this.program, "exit");
    this.program.kill("SIGTERM");
    await ended;
  }

  /** Ends it and removes its data. */
  async close() {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
