/** Host pages as the web has them: each with a shop and a cart in a place of the same width, among styles and ways that bend much. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "./market.mjs";

const file = (path) => readFileSync(join(ROOT, "node_modules", path), "utf8");
const style = (css) => `<style>${css}</style>`;
const tags = '<script async src="http://127.0.0.1:7420/sdk/v1/tsampa.js" data-partner="tourism-gyangze"></script>';
const widgets = '<div class="place" style="width:640px"><tsampa-cart></tsampa-cart><tsampa-shop limit="12"></tsampa-shop></div>';
const page = ({ doctype = "<!doctype html>", html = 'lang="en"', head = "", body = "", before = "", after = "" }) =>
  `${doctype}<html ${html}><head><meta charset="utf-8"><title>A host</title>${style("body { margin: 0 }")}${head}${tags}</head><body ${body}>${before}${widgets}${after}</body></html>`;

/** A page without anything of its own: what the others are compared with. */
export const PLAIN = page({});

/** Everything that an author can say of all elements at once, in the loudest way; but for the family, which the widget takes on. */
const LOUD = `* {
  float: none !important; font-style: italic !important; font-weight: 700 !important; font-size: 31px !important; line-height: 3 !important; letter-spacing: 4px !important; word-spacing: 9px !important;
  text-transform: uppercase !important; text-indent: 40px !important; text-align: right !important; color: #0f0 !important;
  box-sizing: content-box !important; border-radius: 0 !important; transition: all 3s !important; cursor: help !important;
  white-space: pre !important; word-break: break-all !important; list-style: square inside !important; opacity: 1 !important;
}
button, input, select, dialog, a, p, ul, li, h2, h3, svg, img, span { margin: 11px !important; padding: 13px !important; width: 50% !important }`;

export const HOSTS = {
  bootstrap: page({ head: style(file("bootstrap/dist/css/bootstrap.min.css")), body: 'class="text-center lh-lg fs-1"' }),
  tailwind: page({ head: style(file("tailwindcss/preflight.css")) }),
  loud: page({ head: style(LOUD) }),
  "root-of-10-px": page({ head: style("html { font-size: 10px }") }),
  "root-of-62.5-percent": page({ head: style("html { font-size: 62.5% } body { font-size: 1.6rem }") }),
  "root-of-20-px": page({ head: style("html { font-size: 20px }") }),
  covered: page({
    head: style(".top { position: fixed; inset: 0 0 auto; height: 40px; z-index: 2147483647; background: #234; color: #fff } body { padding-top: 60px }"),
    before: '<div class="top">A banner above all</div>',
  }),
  dark: page({ head: style(":root { color-scheme: dark; background: #111; color: #eee }") }),
  "right-to-left": page({ html: 'lang="ar" dir="rtl"' }),
  "underscored-language": page({ html: 'lang="en_US"' }),
  "no-language": page({ html: 'lang="*nonsense*"' }),
  quirks: page({ doctype: "", head: style("table, td { font-size: 30px }"), before: "<table><tr><td>Old</td></tr></table>" }),
};

/** The row of complaints that a page stands for, where it is one: A2 root sizes, A3 styles, A5 dark pages, A6 layers, E4 right to left. */
const ROWS = { bootstrap: "a3", tailwind: "a3", loud: "a3", quirks: "a3", covered: "a6", dark: "a5", "right-to-left": "e4" };
export const row = (name) => (name.startsWith("root-of-") ? "a2: " : name in ROWS ? `${ROWS[name]}: ` : "");

/** One page for each way to bend a guest (styles, units, layers, direction): where engines might differ. */
export const TELLING = ["loud", "root-of-62.5-percent", "covered", "right-to-left"];
