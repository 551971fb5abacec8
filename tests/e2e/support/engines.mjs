/**
 * The three engines, each opened by its own driver behind one client. All of them listen on loopback alone, and what
 * was started is ended by its own process.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createConnection } from "node:net";

import { Builder, Capabilities, logging } from "selenium-webdriver";
import chrome from "selenium-webdriver/chrome.js";
import firefox from "selenium-webdriver/firefox.js";

import { freePort } from "./ports.mjs";

/**
 * Opens an engine with an empty profile; answers its driver, and what ends everything that was started for it.
 * `javascript: false` switches page scripts off and `storage: false` refuses them all storage, as a person can.
 */
export const ENGINES = { chromium, firefox: gecko, webkit };

async function chromium({ javascript, storage, language }) {
  const options = new chrome.Options().addArguments(...FLAGS, `--lang=${language}`);
  if (process.env.CHROMIUM) options.setBinaryPath(process.env.CHROMIUM);
  const settings = { "intl.accept_languages": language };
  if (!javascript) settings["profile.managed_default_content_settings.javascript"] = 2;
  if (!storage) settings["profile.default_content_setting_values.cookies"] = 2;
  options.setUserPreferences(settings);
  const console = new logging.Preferences();
  console.setLevel(logging.Type.BROWSER, logging.Level.ALL);
  options.setLoggingPrefs(console);
  const service = new chrome.ServiceBuilder(process.env.CHROMEDRIVER ?? "/usr/bin/chromedriver");
  const driver = await new Builder().forBrowser("chrome").setChromeOptions(options).setChromeService(service).build();
  return { driver, end: () => driver.quit() };
}

async function gecko({ storage, language }) {
  const options = new firefox.Options().addArguments("-headless").setBinary(process.env.FIREFOX ?? "/usr/bin/firefox-esr");
  options.setPreference("intl.accept_languages", language);
  for (const [name, value] of Object.entries(QUIET)) options.setPreference(name, value);
  if (!storage) options.setPreference("network.cookie.cookieBehavior", 2);
  const service = new firefox.ServiceBuilder(process.env.GECKODRIVER ?? "geckodriver");
  const driver = await new Builder().forBrowser("firefox").setFirefoxOptions(options).setFirefoxService(service).build();
  return { driver, end: () => driver.quit() };
}

/** WebKitGTK wants a screen, and has no way to refuse a page its storage. */
async function webkit({ storage, language }) {
  if (!storage) throw new Error("WebKitGTK cannot be told to refuse storage; let the page's own script do it");
  const screen = spawn(process.env.XVFB ?? "Xvfb", ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const [number] = await Promise.race([once(screen.stdio[3], "data"), ended(screen, "Xvfb")]);
  const port = await freePort();
  // The locale C would be told to servers as a language; one that is not installed is taken for American English.
  const env = { ...process.env, LC_ALL: "", LANG: language, DISPLAY: `:${String(number).trim()}`, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" };
  const service = spawn(process.env.WEBKITDRIVER ?? "WebKitWebDriver", ["--host=127.0.0.1", `--port=${port}`], { env, stdio: "ignore" });
  await Promise.race([listening(port), ended(service, "WebKitWebDriver")]);
  const browser = { binary: process.env.MINIBROWSER, args: ["--automation"] };
  const wanted = new Capabilities({ browserName: "MiniBrowser", "webkitgtk:browserOptions": browser });
  const driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(wanted).build();
  const end = async () => {
    await driver.quit().catch(() => {}); // it may have fallen; its driver ends all the same
    for (const program of [service, screen]) {
      if (program.exitCode === null && program.signalCode === null && program.kill("SIGTERM")) await once(program, "exit");
    }
  };
  return { driver, end };
}

async function ended(program, name) {
  const [code] = await once(program, "exit");
  throw new Error(`${name} ended before it was of use (${code})`);
}

/** Asks until somebody listens there. */
async function listening(port) {
  for (;;) {
    const reached = await new Promise((resolve) => {
      const socket = createConnection(port, "127.0.0.1").on("connect", () => resolve(true)).on("error", () => resolve(false));
      socket.on("connect", () => socket.destroy());
    });
    if (reached) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1280,900"];
/** Firefox asks its maker for nothing meanwhile. */
const QUIET = { "app.update.enabled": false, "network.captive-portal-service.enabled": false, "network.connectivity-service.enabled": false, "browser.safebrowsing.update.enabled": false, "services.settings.server": "data:," };
