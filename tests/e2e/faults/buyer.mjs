/** A buyer with two tabs of one site: in the first the cart is a drawer, in the second it stands in the page. */
import { GOODS } from "./schedule.mjs";

const CARTS = ['<tsampa-cart></tsampa-cart>', '<tsampa-cart mode="button"></tsampa-cart><tsampa-cart mode="inline"></tsampa-cart>'];
const LINE = '[part~="line"]';

/** The site's two pages. The SDK comes from the marketplace itself; what it asks goes through the network that lies. */
export function pages(market, proxy) {
  const page = (cart) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
    <script async src="${market.origin}/sdk/v1/tsampa.js" data-api="${proxy.origin}"></script></head>
    <body>${cart}<tsampa-shop ids="${GOODS}" limit="4"></tsampa-shop></body></html>`;
  return { "/0": page(CARTS[0]), "/1": page(CARTS[1]) };
}

export class Buyer {
  /** Opens both tabs. */
  static async come(browser, proxy, site) {
    const buyer = new Buyer();
    Object.assign(buyer, { browser, proxy, site, tabs: [] });
    for (const tab of [0, 1]) await buyer.#open(tab);
    return buyer;
  }

  /** WebKit's driver shows no tab that lies behind another: there each has a window of its own. */
  async #open(tab) {
    const { driver } = this.browser;
    await driver.switchTo().newWindow(this.browser.engine === "webkit" ? "window" : "tab");
    this.tabs[tab] = await driver.getWindowHandle();
    await this.#visit(tab);
  }

  async #visit(tab) {
    await this.browser.visit(`${this.site.origin}/${tab}`);
    await this.#goods();
  }

  async #goods() {
    await this.browser.until("the goods are shown", async () => (await this.browser.count('[part~="card"]')) === GOODS.length);
  }

  async turnTo(tab) {
    await this.browser.driver.switchTo().window(this.tabs[tab]);
  }

  /** Makes one gesture of a schedule. */
  async make(gesture) {
    const { browser, proxy } = this;
    const { kind, tab, item, before, wish } = gesture;
    if (kind === "offline") {
      proxy.stop();
      await this.make(gesture.meanwhile);
      await pause(gesture.pause);
      return proxy.start();
    }
    await this.turnTo(tab);
    if (kind === "add") return this.#add(item);
    if (kind === "reload" || kind === "close") return this.#leave(kind, tab);
    if (tab === 0) await browser.strike('[part~="cart-button"]');
    // The other tab's wish has come here before this one is made: a buyer changes what is seen.
    await browser.until(`tab ${tab} shows ${before} of ${item}`, async () => (await this.lines()).get(item) === before);
    await browser.strike(`${LINE}[data-item="${item}"] [data-do="${kind}"]`);
    await browser.until(`the press on ${kind} shows`, async () => ((await this.lines()).get(item) ?? 0) === wish);
    if (tab === 0) await browser.strike('[part~="drawer"] [part~="close"]');
    return undefined;
  }

  async #add(item) {
    await this.browser.strike(`[part~="card"][data-variant="${item}"] [part~="add"]`);
    // A second press within 300 ms is the same press.
    await pause(300);
  }

  async #leave(kind, tab) {
    const { browser, proxy } = this;
    proxy.gone += 1;
    proxy.leaving = true;
    if (kind === "reload") {
      await browser.reload();
      await this.#goods();
    } else if (browser.engine === "webkit") {
      // A window that is closed while it is given the lock keeps it there for good; going elsewhere ends the page all the same.
      await browser.visit("about:blank");
      await this.#visit(tab);
    } else {
      await browser.driver.close();
      await this.turnTo(1 - tab);
      await this.#open(tab);
    }
    proxy.leaving = false;
  }

  /** The lines that the tab shows: pieces of each item. */
  async lines() {
    const [items, pieces] = [await this.browser.ask("attribute", LINE, "data-item"), await this.browser.ask("attribute", LINE, "data-quantity")];
    return new Map(items.map((item, place) => [item, Number(pieces[place])]));
  }

  /** What a tab shows of the cart. */
  async cart(tab) {
    await this.turnTo(tab);
    const count = Number((await this.browser.text('[part~="count"]')) || 0);
    const messages = await this.browser.texts('[part~="message"]');
    return { lines: Object.fromEntries([...(await this.lines())].sort()), count, messages };
  }

  /** Closes all tabs but the browser's first. */
  async go(home) {
    const { driver } = this.browser;
    for (const tab of await driver.getAllWindowHandles()) {
      if (tab === home) continue;
      await driver.switchTo().window(tab);
      await driver.close();
    }
    await driver.switchTo().window(home);
  }
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
