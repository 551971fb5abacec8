/**
 * The public face is a closed list: what `custom-elements.json` and the README promise is there, and nothing else is. To rename or
 * take away any of it is a breaking change.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { placeAtPickUpPoint } from "./support/checkout.mjs";
import { PARTNER, given } from "./support/given.mjs";
import { ROOT } from "./support/market.mjs";

const text = (path) => readFileSync(join(ROOT, path), "utf8");
const README = text("README.md");
const PROMISED = JSON.parse(text("dist/v1/custom-elements.json")).modules.flatMap((module) => module.declarations).filter((declared) => declared.customElement);
const promised = (kind) => Object.fromEntries(PROMISED.map((element) => [element.tagName, names(element[kind])]));
const names = (list) => list.map(({ name }) => name).sort();

test("parts, slots, attributes and tokens are those that are promised", async (t) => {
  const { site, browser } = await given(t, { folder: "examples/gallery" });
  await browser.visit(`${site.origin}/index.html`);
  await browser.until("the gallery is ready", () => browser.run("return 'ready' in document.documentElement.dataset"));
  const shown = await browser.run(`return (${face})()`);
  // A shop's cards are a product's.
  shown["tsampa-shop"].parts = [...new Set([...shown["tsampa-shop"].parts, ...shown["tsampa-product"].parts])].sort();
  const own = (kind) => Object.fromEntries(Object.entries(shown).map(([tag, has]) => [tag, has[kind]]));
  assert.deepEqual(own("parts"), promised("cssParts"), "::part(…) as the gallery's states show them");
  assert.deepEqual(own("slots"), promised("slots"));
  assert.deepEqual(own("attributes"), promised("attributes"));
  for (const element of PROMISED) assert.deepEqual(shown[element.tagName].properties, element.attributes.map(({ fieldName }) => fieldName).sort());
  const tokens = [...new Set(Object.values(own("tokens")).flat())].sort();
  for (const [tag, promises] of Object.entries(promised("cssProperties"))) assert.deepEqual(promises, tokens, `the --tsampa-… of ${tag}`);
  const [listed] = text("src/widget/base.css").split("*/");
  assert.deepEqual([...new Set(listed.match(/--tsampa-[a-z-]+[a-z]/g))].sort(), tokens, "those at the top of base.css");
});

test("the README's attributes, slots and events are those that are promised", () => {
  const attributes = promised("attributes");
  const said = (row) => [...README.split(`| ${row} | `)[1].split(" |")[0].split("; with")[0].replaceAll(/ = .*/g, "").matchAll(/`([a-z-]+)`/g)].map(([, name]) => name);
  for (const tag of Object.keys(attributes)) assert.deepEqual([...said(`\`<${tag}>\``), ...said("each")].sort(), attributes[tag], tag);
  const slots = /Slots: (.*?)\./.exec(README)[1].match(/[a-z]+/g);
  assert.deepEqual(["", ...slots].sort(), promised("slots")["tsampa-shop"]);
  const events = /Events bubble[\s\S]*? come after\./.exec(README)[0].match(/tsampa-[a-z]+/g);
  assert.deepEqual(events.sort(), Object.keys(EVENTS));
  assert.deepEqual([...text("js/tsampa.d.ts").matchAll(/"(tsampa-[a-z]+)": CustomEvent/g)].map(([, name]) => name).sort(), Object.keys(EVENTS));
  const theirs = Object.values(promised("events")).flat();
  const documents = ["tsampa-order", "tsampa-ready"]; // They are the page's, not an element's.
  assert.deepEqual([...new Set([...theirs, ...documents])].sort(), Object.keys(EVENTS));
});

test("the events on the way to an order are those that are promised", async (t) => {
  const { site, market, browser } = await given(t, { pages: { "/": LISTENING } });
  await browser.visit(site.origin);
  await browser.press('tsampa-shop >>> [part~="add"]');
  await browser.press('[part~="cart-button"]');
  await browser.press('[part~="checkout"]');
  await placeAtPickUpPoint(browser, market, "public");
  await browser.visit(site.origin);
  const heard = await browser.until("the order was heard of", async () => {
    const all = await browser.run("return { ...localStorage }");
    return "tsampa-order" in all && all;
  });
  assert.deepEqual(heard, EVENTS);
});

/** Whether it comes before, and can be prevented. All bubble, and are heard from outside. */
const EVENTS = {
  "tsampa-add": "before", "tsampa-cart": "after", "tsampa-checkout": "before", "tsampa-order": "after",
  "tsampa-problem": "after", "tsampa-ready": "after", "tsampa-view": "after",
};

/** A page that writes down each event of ours by its name; one of its items does not exist. */
const LISTENING = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page that listens</title><script>
  const { dispatchEvent } = EventTarget.prototype;
  EventTarget.prototype.dispatchEvent = function (event) {
    const heard = event.bubbles && event.composed || this === document;
    if (event.type.startsWith("tsampa")) localStorage.setItem(event.type, !heard ? "unheard" : event.cancelable ? "before" : "after");
    return dispatchEvent.call(this, event);
  };</script>
  <script async src="http://127.0.0.1:7420/sdk/v1/tsampa.js" data-partner="${PARTNER}"></script></head>
  <body><tsampa-cart></tsampa-cart><tsampa-product item="p_nowhere"></tsampa-product><tsampa-shop limit="12"></tsampa-shop></body></html>`;

/** What a page, and the frames in it, show of each of the three elements. Sent there as text. */
function face() {
  const found = {};
  for (const tag of ["tsampa-shop", "tsampa-product", "tsampa-cart"]) {
    const element = customElements.get(tag);
    const own = Object.entries(Object.getOwnPropertyDescriptors(element.prototype)).filter(([, { get }]) => get).map(([name]) => name);
    found[tag] = { parts: new Set(), slots: new Set(), tokens: new Set(), attributes: new Set(element.observedAttributes), properties: new Set([...own, "lang"]) };
  }
  const documents = [document, ...[...document.querySelectorAll("iframe")].map((frame) => frame.contentDocument)];
  for (const { shadowRoot, localName } of documents.flatMap((one) => [...one.querySelectorAll(Object.keys(found))])) {
    const { parts, slots, tokens } = found[localName];
    const seen = (element) => !element || element.checkVisibility();
    for (const element of [...shadowRoot.querySelectorAll("[part]")].filter(seen)) for (const part of element.part) parts.add(part);
    for (const { name } of [...shadowRoot.querySelectorAll("slot")].filter((slot) => seen(slot.parentElement))) slots.add(name);
    const rules = shadowRoot.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join();
    for (const token of rules.match(/--tsampa-[a-z-]+/g)) tokens.add(token);
  }
  const sorted = (sets) => Object.fromEntries(Object.entries(sets).map(([name, set]) => [name, [...set].sort()]));
  return Object.fromEntries(Object.entries(found).map(([tag, sets]) => [tag, sorted(sets)]));
}
