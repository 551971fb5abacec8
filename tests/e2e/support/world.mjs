/** What runs in the page's isolated world: plain functions, sent there as text. */

/** Every element that fits, through open shadow roots, in the order of the document. */
function all(selector) {
  const [outer, ...inner] = selector.split(" >>> ");
  let found = through(document, outer);
  for (const next of inner) found = found.flatMap((element) => [...through(element, next), ...(element.shadowRoot ? through(element.shadowRoot, next) : [])]);
  return found;
}

function through(root, selector) {
  const found = [];
  for (const element of root.querySelectorAll("*")) {
    if (element.matches(selector)) found.push(element);
    if (element.shadowRoot) found.push(...through(element.shadowRoot, selector));
  }
  return found;
}

function said(element) {
  return (element.innerText ?? element.textContent ?? "").replace(/\s+/g, " ").trim();
}

function visible(element) {
  return element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && element.getClientRects().length > 0;
}

function texts(selector) {
  return all(selector).map(said);
}

function attribute(selector, name) {
  return all(selector).map((element) => element.getAttribute(name));
}

function checked(selector) {
  return all(selector).some((element) => element.checked);
}

function first(selector, text) {
  return all(selector).find((element) => visible(element) && (text === null || said(element).includes(text)));
}

function seen(selector, text) {
  return first(selector, text) !== undefined;
}

/** Whether the first dialog that fits shuts the page off. */
function modal(selector) {
  return first(selector, null)?.matches(":modal") ?? false;
}

/** How many pages and states the tab's history has. */
function steps() {
  return history.length;
}

/** How far the page is scrolled, and how wide it is. */
function where() {
  return [Math.round(scrollX), Math.round(scrollY), document.documentElement.clientWidth];
}

/** Where the first that is seen begins and ends in its window. */
function edges(selector) {
  return first(selector, null)?.getBoundingClientRect().toJSON();
}

/** Width and height of everything that fits one of the selectors and is seen, each with its selector. */
function sizes(selectors) {
  const size = (selector) => (element) => {
    const { width, height } = element.getBoundingClientRect();
    return `${selector} ${Math.round(width)} × ${Math.round(height)}`;
  };
  return selectors.flatMap((selector) => all(selector).filter(visible).map(size(selector)));
}

/** Whether the first that fits is what a press in its middle meets. */
function onTop(selector) {
  return place(selector, null) !== null;
}

/** The innermost element that has the focus: its name or parts or classes, and value. */
function focused() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const said = (name) => element?.getAttribute(name) ?? "";
  return `${element?.localName} ${said("name")} ${said("class")} ${said("value")}`;
}

/** Whether what is typed is the page's to hear. */
function attended() {
  return document.hasFocus();
}

function focusIsIn(selector) {
  const element = all(selector)[0];
  return !!element?.contains(element.getRootNode().activeElement);
}

/** Whether nothing moves that will come to rest. */
function still() {
  const moves = (animation) => animation.playState === "running" && animation.effect?.getComputedTiming().iterations !== Infinity;
  return !all("*").some((element) => element.getAnimations().some(moves));
}

/** Scrolls there, as a person reading on would: what lies far below may load only then. */
function bring(selector) {
  const element = all(selector)[0];
  element?.scrollIntoView({ block: "start", behavior: "instant" });
  return !!element;
}

/** Gives it the keyboard's focus. */
function focus(selector) {
  const element = all(selector).find((one) => visible(one) && !one.disabled);
  element?.focus();
  return !!element && element.getRootNode().activeElement === element;
}

/** Where the mouse has to go; nothing as long as something else lies there. No timers: without JavaScript none runs. */
function place(selector, text) {
  const element = first(selector, text);
  if (!element) return null;
  element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
  const { left, top, width, height } = element.getBoundingClientRect();
  const middle = { x: Math.round(left + width / 2), y: Math.round(top + height / 2) };
  let on = document.elementFromPoint(middle.x, middle.y);
  while (on?.shadowRoot) {
    const deeper = on.shadowRoot.elementFromPoint(middle.x, middle.y);
    if (!deeper || deeper === on) break;
    on = deeper;
  }
  const label = element.closest("label") ?? (element.labels && element.labels[0]);
  for (let at = on; at; at = at.parentNode ?? at.host) if (at === element || at === label) return middle;
  return null;
}

export const SOURCE = [all, through, said, visible, texts, attribute, checked, first, seen, modal, steps, where, edges, focused, attended, focusIsIn, sizes, onTop, still, bring, focus, place].map(String).join("\n");
