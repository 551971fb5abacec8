/**
 * Chromium, driven as a person would: what a page shows is read in an isolated world, so that a page's patched
 * built-ins cannot bend what is read, and pressed by the mouse at the place where it is seen.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Builder, Key, logging } from "selenium-webdriver";
import chrome from "selenium-webdriver/chrome.js";

import { ROOT } from "./market.mjs";
import * as world from "./world.mjs";

const PATIENCE_MS = 20_000;
const KEYS = { Tab: Key.TAB, Shift: Key.SHIFT, Enter: Key.ENTER, Escape: Key.ESCAPE, ArrowDown: Key.ARROW_DOWN };
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1280,900"];

export class Browser {
  /** A new browser with an empty profile. `javascript: false` switches page scripts off, as a person can. */
  static async open({ javascript = true, language = "en" } = {}) {
    const options = new chrome.Options().addArguments(...FLAGS, `--lang=${language}`);
    if (process.env.CHROMIUM) options.setBinaryPath(process.env.CHROMIUM);
    const settings = { "intl.accept_languages": language };
    if (!javascript) settings["profile.managed_default_content_settings.javascript"] = 2;
    options.setUserPreferences(settings);
    const console = new logging.Preferences();
    console.setLevel(logging.Type.BROWSER, logging.Level.ALL);
    options.setLoggingPrefs(console);
    const service = new chrome.ServiceBuilder(process.env.CHROMEDRIVER ?? "/usr/bin/chromedriver");
    const browser = new Browser();
    browser.driver = await new Builder().forBrowser("chrome").setChromeOptions(options).setChromeService(service).build();
    browser.said = [];
    return browser;
  }

  async visit(url) {
    await this.driver.get(url);
  }

  async reload() {
    await this.driver.navigate().refresh();
  }

  /** A step of the browser's way back; no page has to be loaded for it. */
  async back() {
    await this.driver.navigate().back();
  }

  async forth() {
    await this.driver.navigate().forward();
  }

  async address() {
    return this.driver.getCurrentUrl();
  }

  /** Opens another tab and goes there; answers how to come back. */
  async newTab(url) {
    const before = await this.driver.getWindowHandle();
    await this.driver.switchTo().newWindow("tab");
    const tab = await this.driver.getWindowHandle();
    await this.visit(url);
    return { before: () => this.driver.switchTo().window(before), again: () => this.driver.switchTo().window(tab) };
  }

  /** Whatever is true of the page in the end: asks until `question` answers something truthy, and answers that. */
  async until(claim, question) {
    const end = Date.now() + PATIENCE_MS;
    let last;
    for (;;) {
      try {
        last = await question();
        if (last) return last;
      } catch (error) {
        last = error; // for instance a page that is just being replaced
      }
      if (Date.now() > end) throw new Error(`it never came true that ${claim} (last answer: ${last}; ${await this.scene()})`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** A command of the DevTools protocol. WebDriver's own ones run scripts in the page's world, where all may be bent. */
  async command(name, parameters = {}) {
    return this.driver.sendAndGetDevToolsCommand(name, parameters);
  }

  /** Runs one of the functions of world.mjs in the page's isolated world. */
  async ask(name, ...words) {
    const { frameTree } = await this.command("Page.getFrameTree", {});
    const { executionContextId } = await this.command("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "tests" });
    const answer = await this.command("Runtime.callFunctionOn", {
      functionDeclaration: `function (...words) { ${world.SOURCE}; return ${name}(...words); }`,
      arguments: words.map((value) => ({ value })),
      executionContextId,
      returnByValue: true,
    });
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text);
    return answer.result.value;
  }

  /** How many things there are; `selector` looks through open shadow roots, ` >>> ` goes into what is left of it. */
  async count(selector) {
    return (await this.ask("texts", selector)).length;
  }

  /** What they say, in order, as it is seen. */
  async texts(selector) {
    return this.ask("texts", selector);
  }

  /** What the first of them says. */
  async text(selector) {
    return (await this.texts(selector))[0];
  }

  /** The first that can be seen (and says `text`). */
  async seen(selector, text) {
    return this.ask("seen", selector, text ?? null);
  }

  /** Scrolls to the first of them. */
  async bring(selector) {
    await this.until(`${selector} is on the page`, () => this.ask("bring", selector));
  }

  /** Presses the first that can be seen (and says `text`), in the middle. */
  async press(selector, text) {
    let before;
    const place = await this.until(`${selector} ${text ?? ""} can be pressed and stands still`, async () => {
      const [last, now] = [before, await this.ask("place", selector, text ?? null)];
      before = now;
      return last && now && last.x === now.x && last.y === now.y && now;
    });
    const button = { ...place, button: "left", clickCount: 1 };
    for (const type of ["mouseMoved", "mousePressed", "mouseReleased"]) await this.command("Input.dispatchMouseEvent", { type, ...button });
  }

  /** Writes into a field in place of what is there. */
  async write(selector, text) {
    await this.press(selector);
    const all = { key: "a", code: "KeyA", modifiers: 2, commands: ["selectAll"] };
    for (const type of ["keyDown", "keyUp"]) await this.command("Input.dispatchKeyEvent", { type, ...all });
    await this.command("Input.insertText", { text });
  }

  /** Presses a key by its name, with Shift where it says so. */
  async key(name) {
    const keys = name.split("+").map((key) => KEYS[key] ?? key);
    const actions = this.driver.actions();
    for (const key of keys) actions.keyDown(key);
    for (const key of keys.reverse()) actions.keyUp(key);
    await actions.perform();
  }

  /** Types into what has the focus. */
  async type(text) {
    await this.driver.actions().sendKeys(text).perform();
  }

  /** Every sentence that scripts wrote to the console since the browser was opened. */
  async sentences() {
    for (const entry of await this.driver.manage().logs().get(logging.Type.BROWSER)) this.said.push(entry.message);
    // What the browser itself says of a failed load carries no quotes around its text.
    return this.said.map((message) => /^\S+ \d+:\d+ "(.*)"$/s.exec(message)?.[1]).filter(Boolean);
  }

  /** Everything on the console, the browser's own lines too. */
  async console() {
    await this.sentences();
    return [...this.said];
  }

  /** A picture of what is seen once nothing moves any more, in target/e2e/. */
  async picture(name) {
    await this.until("everything stands still", () => this.ask("still"));
    await this.shoot(name);
  }

  async shoot(name) {
    const folder = join(ROOT, "target/e2e");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.png`), await this.driver.takeScreenshot(), "base64");
  }

  /** Where we are and what the console says: for a failure's message; leaves a picture behind. */
  async scene() {
    try {
      const name = `failed-${process.pid}-${Date.now()}`;
      await this.shoot(name);
      return `at ${await this.address()}, picture target/e2e/${name}.png, console: ${(await this.console()).slice(-8).join(" | ") || "silent"}`;
    } catch (error) {
      return `no picture: ${error.message}`;
    }
  }

  async close() {
    await this.driver.quit();
  }
}
