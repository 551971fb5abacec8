/** A Chromium driven over its own protocol (CDP), by two pipes: no driver and no port between us and it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";

export class Chromium {
  #last = 0;
  #waiting = new Map();
  #listeners = new Set();

  /** `port`: where every host's port 443 is found on this machine. `pin`: the key that is trusted. */
  static async open({ port, pin }) {
    const browser = new Chromium();
    browser.profile = mkdtempSync(join(tmpdir(), "tsampa-bench-browser-"));
    const words = [
      ...["--headless=new", "--no-sandbox", "--remote-debugging-pipe", `--user-data-dir=${browser.profile}`],
      // Names are made up, and answered on this machine. A certificate trusted by its key, unlike one whose errors are ignored, leaves the cache at work.
      ...[`--host-resolver-rules=MAP *.test 127.0.0.1:${port}, MAP * ~NOTFOUND`, `--ignore-certificate-errors-spki-list=${pin}`],
      ...["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-extensions", "--disable-background-networking"],
      ...["--disable-component-update", "--disable-sync", "--disable-default-apps", "--mute-audio", "--hide-scrollbars"],
      ...["--enable-precise-memory-info", "--disable-features=HttpsUpgrades,OptimizationHints,Translate,LocalNetworkAccessChecks"],
    ];
    browser.program = spawn(PROGRAM, words, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    browser.#read(browser.program.stdio[4]);
    browser.version = (await browser.send("Browser.getVersion")).product.replace(/.*\//, "Chromium ");
    return browser;
  }

  /** Sends a command and awaits its result. */
  send(method, params = {}, sessionId) {
    const id = ++this.#last;
    this.program.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#waiting.set(id, { method, resolve, reject }));
  }

  /** A page with cache, storage and connections of its own. */
  async page() {
    const { browserContextId } = await this.send("Target.createBrowserContext", { disposeOnDetach: true });
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank", browserContextId });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const listeners = this.#listeners;
    const page = {
      send: (method, params) => this.send(method, params, sessionId),
      on: (method, call) => listeners.add({ sessionId, method, call }),
      close: async () => {
        for (const listener of listeners) if (listener.sessionId === sessionId) listeners.delete(listener);
        await this.send("Target.disposeBrowserContext", { browserContextId });
      },
    };
    await Promise.all(["Page", "Network", "Runtime"].map((domain) => page.send(`${domain}.enable`)));
    return page;
  }

  async close() {
    const ended = once(this.program, "exit");
    this.send("Browser.close").catch(() => this.program.kill());
    await ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  #read(pipe) {
    let rest = Buffer.alloc(0);
    pipe.on("data", (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      for (let end; (end = rest.indexOf(0)) >= 0; rest = rest.subarray(end + 1)) this.#hear(JSON.parse(rest.subarray(0, end)));
    });
  }

  #hear({ id, method, params, sessionId, result, error }) {
    if (id) {
      const { method, resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      return error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result);
    }
    for (const listener of this.#listeners) {
      if (listener.sessionId === sessionId && listener.method === method) listener.call(params);
    }
  }
}
