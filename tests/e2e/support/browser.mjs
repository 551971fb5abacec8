/**
 * A browser, driven as a person would: what a page shows is read apart from the page's own scripts where the engine can
 * (Chromium in an isolated world, Firefox in a sandbox; WebKit cannot), so that patched built-ins cannot bend what is
 * read, and pressed by the mouse at the place where it is seen.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Button, By, Key, Origin, error, logging } from "selenium-webdriver";
import { Pointer } from "selenium-webdriver/lib/input.js";

import { ENGINES } from "./engines.mjs";
import { ROOT } from "./market.mjs";
import * as world from "./world.mjs";

const PATIENCE_MS = 20_000;
const KEYS = { Tab: Key.TAB, Shift: Key.SHIFT, Enter: Key.ENTER, Escape: Key.ESCAPE, ArrowDown: Key.ARROW_DOWN };

export class Browser {
  /** A new browser with an empty profile. What can be switched off is told in engines.mjs; `touch`: a finger presses. */
  static async open({ engine = "chromium", javascript = true, storage = true, language = "en", touch = false } = {}) {
    const browser = new Browser();
    Object.assign(browser, { engine, touch, said: [] }, await ENGINES[engine]({ javascript, storage, language }));
    await browser.driver.manage().setTimeouts({ script: PATIENCE_MS, pageLoad: PATIENCE_MS });
    return browser;
  }

  async visit(url) {
    await this.driver.get(url);
  }

  /** WebKit's driver waits without end when it is to reload a page that was pressed in; going where one is does the same. */
  async reload() {
    if (this.engine === "webkit") await this.visit(await this.address());
    else await this.driver.navigate().refresh();
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

  /** From now on the first such frame of the page is looked at, and pressed in. */
  async enter(selector) {
    this.inside = selector;
  }

  /** The whole tab again. */
  async leave() {
    this.inside = undefined;
  }

  /** Runs a script in the page, or in the frame that was entered. */
  async run(script, ...words) {
    if (!this.inside) return this.driver.executeScript(script, ...words);
    await this.driver.switchTo().frame(await this.driver.findElement(By.css(this.inside)));
    try {
      return await this.driver.executeScript(script, ...words);
    } finally {
      await this.driver.switchTo().defaultContent();
    }
  }

  /** Whatever is true of the page in the end: asks until `question` answers something truthy, and answers that. */
  async until(claim, question) {
    const end = Date.now() + PATIENCE_MS;
    let last;
    for (;;) {
      try {
        last = await question();
        if (last) return last;
      } catch (failure) {
        if (failure instanceof error.NoSuchSessionError) throw failure; // the browser is no more
        last = failure; // for instance a page that is just being replaced
      }
      if (Date.now() > end) throw new Error(`it never came true that ${claim} (last answer: ${last}; ${await this.scene()})`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Runs one of the functions of world.mjs where the page's scripts do not reach. */
  async ask(name, ...words) {
    const script = `${world.SOURCE}; return ${name}(...words);`;
    if (this.engine !== "chromium" || this.inside) return this.run(`const words = arguments; ${script}`, ...words);
    const { frameTree } = await this.command("Page.getFrameTree", {});
    const { executionContextId } = await this.command("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "tests" });
    const answer = await this.command("Runtime.callFunctionOn", {
      functionDeclaration: `function (...words) { ${script} }`,
      arguments: words.map((value) => ({ value })),
      executionContextId,
      returnByValue: true,
    });
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text);
    return answer.result.value;
  }

  /** A command of Chromium's DevTools protocol. There WebDriver's own ones run scripts in the page's world, where all may be bent. */
  async command(name, parameters = {}) {
    return this.driver.sendAndGetDevToolsCommand(name, parameters);
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

  /** Presses the first that can be seen (and says `text`), in the middle: by the mouse, or the finger of a `touch` browser. */
  async press(selector, text) {
    await this.pressAt(await this.place(selector, text));
  }

  /** Where the first that can be seen (and says `text`) can be pressed, as soon as it stands still. */
  async place(selector, text) {
    let before;
    return this.until(`${selector} ${text ?? ""} can be pressed and stands still`, async () => {
      const [last, now] = [before, await this.ask("place", selector, text ?? null)];
      before = now && (await this.outside(now));
      return last && before && last.x === before.x && last.y === before.y && before;
    });
  }

  /** Presses there, and once more at once if `twice`. */
  async pressAt(place, twice = false) {
    const pointer = this.touch ? new Pointer("finger", Pointer.Type.TOUCH) : new Pointer("mouse", Pointer.Type.MOUSE);
    const press = [pointer.press(Button.LEFT), pointer.release(Button.LEFT)];
    const go = pointer.move({ ...place, origin: Origin.VIEWPORT, duration: 0 });
    await this.driver.actions().insert(pointer, go, ...press, ...(twice ? press : [])).perform();
  }

  /** Turns the wheel over a place of the window. */
  async turn({ x, y }, down) {
    await this.driver.actions().scroll(x, y, 0, down, Origin.VIEWPORT).perform();
  }

  /** A place in the frame that was entered, as the tab sees it. */
  async outside({ x, y }) {
    if (!this.inside) return { x, y };
    const { left, top } = await this.driver.executeScript("return document.querySelector(arguments[0]).getBoundingClientRect()", this.inside);
    return { x: Math.round(left + x), y: Math.round(top + y) };
  }

  /** Presses the first that can be seen by the keyboard: wherever it moves meanwhile, the press arrives. */
  async strike(selector) {
    await this.until(`${selector} has the focus`, () => this.ask("focus", selector));
    await this.driver.actions().sendKeys(Key.ENTER).perform();
  }

  /** Writes into a field in place of what is there. */
  async write(selector, text) {
    await this.press(selector);
    await this.driver.actions().keyDown(Key.CONTROL).sendKeys("a").keyUp(Key.CONTROL).sendKeys(text).perform();
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

  /** Every sentence that scripts wrote to the console since the browser was opened. Only Chromium's driver tells. */
  async sentences() {
    if (this.engine !== "chromium") return [];
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
      // WebKit's driver waits without end for a picture of a tab that lies behind another.
      const late = new Promise((_, fail) => setTimeout(fail, 5_000, new Error("it took too long")));
      await Promise.race([this.shoot(name), late]);
      return `at ${await this.address()}, picture target/e2e/${name}.png, console: ${(await this.console()).slice(-8).join(" | ") || "silent"}`;
    } catch (error) {
      return `no picture: ${error.message}`;
    }
  }

  async close() {
    await this.end();
  }
}
