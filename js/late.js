/** What only the rest of the Wasm asks of the page: it comes with it, in a module of its own. Imports nothing, or that would come twice. */

/**
 * Asks for a Web Lock: calls `gained` when it is ours, `lost` when it is taken. Where there are none it is ours at once, and where
 * the browser refuses it a timer later: pages that are being left refuse it too, and asked again at once they never end.
 */
export function hold(host, name, gained, lost) {
  const asking = new AbortController();
  let free;
  const held = new Promise((done) => (free = done));
  const release = () => (asking.abort(), free(), host.held.delete(release));
  host.held.add(release);
  const [gain, lose] = [host.back(gained), host.back(lost)];
  let had = false;
  const ours = () => ((had = true), gain(), held);
  const failed = (error) => (had ? lose(error, true) : setTimeout(() => asking.signal.aborted || ours()));
  const ask = async () => navigator.locks.request(name, { __proto__: null, signal: asking.signal }, ours);
  if (host.locks) ask().catch((error) => asking.signal.aborted || failed(error));
  else ours();
  return release;
}

/** The arrow keys lead round the chips of an option, and choose, as they do among radio buttons. */
export function step({ button: chip, event }) {
  const right = getComputedStyle(chip.parentNode).direction === "rtl" ? -1 : 1;
  const way = { __proto__: null, ArrowUp: -1, ArrowDown: 1, ArrowLeft: -right, ArrowRight: right }[event.key];
  if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const chips = [...chip.parentNode.children];
  const next = chips.at((chips.indexOf(chip) + way) % chips.length);
  next.focus();
  next.click();
}

/** What takes itself away when it is pressed. How long after that another tap may come that was meant for it, and how many pixels beside it. */
const LEAVING = ["close", "remove", "uncode", "dismiss", "undo"], TWICE_MS = 400, TWICE_PX = 24;
let tapped = {};

/** Whether a press meets another button where one was pressed a moment ago that went: its dialog closed, or the next line of a cart came up.
    Who taps twice meant the first one both times. */
export function misses(asked) {
  const { button, event: { type, detail, clientX, clientY, timeStamp } } = asked;
  if (type !== "click" || !detail) return false; // Keys and scripts press what they mean.
  const near = Math.hypot(clientX - tapped.clientX, clientY - tapped.clientY) < TWICE_PX;
  if (near && tapped.button !== button && timeStamp - tapped.timeStamp < TWICE_MS) return true;
  tapped = LEAVING.includes(asked.get("do")) ? { button, clientX, clientY, timeStamp } : {};
  return false;
}

/** Puts an element back into its place, so that it plays its animation from the start. */
export function replay(row, line) {
  const element = row.all[line];
  const { parentNode, nextSibling } = element;
  element.setAttribute("data-on", "");
  // Taken out first: a browser that finds it in its place already does nothing.
  element.remove();
  parentNode.insertBefore(element, nextSibling);
  // Over whatever the page has on top, where the browser can.
  if (element.popover && element.isConnected) element.showPopover();
}

/** Lets the shadow root that a row stands in adopt one more style sheet. */
export function dress(row, style) {
  const root = row.all[0].getRootNode();
  const sheet = row.constructor.adopted(style);
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

export const focus = (row, line) => row.all[line].focus({ __proto__: null, preventScroll: true });
export const focused = (row, line) => row.all[line].matches(":focus");
/** Whether the focus went with an element that had it and is hidden now: some browsers take it away at once, some leave it there. */
export function stranded(row, line) {
  const element = row.all[line];
  const { activeElement } = element.getRootNode();
  return activeElement ? activeElement === element : document.activeElement === document.body;
}

export const when = (host, promise, number) => host.settle(promise, host.back(number));
export const later = (host, milliseconds, number) => setTimeout(host.back(number), milliseconds);
export const transaction = (host, name, number) => host.transact(name, host.back(number));

/** Tells other pages what was stored. */
export function post(host, name, text) {
  try {
    host.channels.get(name)?.postMessage(text);
  } catch {
    // A browser that takes the channel away: the others read what is stored.
  }
}

/** Notes whose cart this is, before it is announced. */
export const noted = (host, origin, cart) => host.carts.set(cart, origin);

/** What an element says under this name. */
export const attribute = (host, view, name) => host.element(view)?.getAttribute(name)?.trim() ?? "";

/** The first drawer of a shop that can be seen, unless this view is one; 0 if there is none. */
export function drawer(host, shop, view) {
  const drawers = [...host.elements].filter(([element, known]) => known.shop === shop && known.drawer && seen(element));
  return (drawers.find(([, known]) => known.view === view) ?? drawers[0])?.[1].view ?? 0;
}

/** Whether a shop has a cart on the page. */
export const carted = (host, shop) => [...host.elements].some(([element, known]) => known.shop === shop && element.constructor.kind === 2);

/** Whether an element has its place on the page, or what stands in it, where it has no box of its own (`display: contents`). */
const seen = (element) =>
  [element, element.shadowRoot.lastElementChild].some((one) => one.checkVisibility?.({ __proto__: null, checkVisibilityCSS: true }) ?? one.getClientRects()[0]);
