/** Dialogs over the page. While one shuts the page off there is one entry more in the history: the way back closes it, and closing it by any
    means takes the entry away. */

/** The browser's own, also on a page that calls something else so. */
const { history, screen } = globalThis;
/** The dialog that is open; what had the focus before it; where the history stood at its entry, if it has one; how many steps lie before that;
    whether an entry is on its way out. */
let [over, opener, entered, before, leaving] = [undefined, null, "", 0, false];
/** How many steps lie before where the page is; no number in browsers that do not say. */
const steps = () => globalThis.navigation?.currentEntry?.index;
/** Where the history stands. A page that went on from a dialog's entry, by a route of its own, has left it: that one is none of ours any more. */
const stand = () => `${history.length} ${location.href}`;

/** Opens the dialog in the shadow root of a row (js/draw.js), in place of an earlier one, or closes it (false) or leaves it; true if it is
    open then. Where nobody would see it, it stays closed. An open one that was moved shuts the page off no more: it does again. */
export function turn({ all: [element] }, open) {
  const dialog = element.getRootNode().querySelector("dialog");
  if (!dialog) return false;
  if (open && !dialog.open) return show(dialog), dialog.open;
  if (open === false) dialog.close();
  else if (over === dialog && dialog.open && !dialog.matches(":modal,.flat")) shut(dialog);
  return dialog.open;
}

/** Whether its place is seen on the page: without one a dialog would shut the page off, and nothing would lead out of it. */
const seen = ({ parentNode: place }) => place.checkVisibility?.({ __proto__: null, checkVisibilityCSS: true }) ?? place.getClientRects()[0];

/** The place of an open one can go: the page is turned or made narrower, or drops its element. It is looked at with the next frame, when one
    that was only moved stands elsewhere. */
const lost = ({ target }) => target.open && !(target.isConnected && seen(target));
const watch = new ResizeObserver((sized) => sized.filter(lost).forEach(({ target }) => target.close()));

function show(dialog) {
  // Before it is looked at where it stands: a browser lays out what was drawn once, and not for each question anew.
  dialog.setAttribute("open", "");
  if (!seen(dialog)) return dialog.removeAttribute("open");
  // First, so that its opener has the focus again: this one will give it back.
  if (over !== dialog && over?.open) over.close();
  over = dialog;
  dialog.onclose = closed;
  watch.observe(dialog);
  // A frame that is higher than the screen has no middle that anybody sees: there the dialog stands in its place on the page.
  const flat = window !== top && innerHeight > screen.height;
  dialog.classList.toggle("flat", flat);
  if (flat) return dialog.removeAttribute("open"), dialog.show(), first(dialog), dialog.scrollIntoView({ __proto__: null, block: "nearest" });
  addEventListener("popstate", went, true); // Once, however often it is said.
  addEventListener("pageshow", returned);
  opener = document.activeElement;
  while (opener?.shadowRoot?.activeElement) opener = opener.shadowRoot.activeElement;
  return shut(dialog);
}

/** Shuts the page off. For that a browser styles all of it anew: where the dialog covers the page without, a frame shows it first. */
function shut(dialog) {
  const modal = () => {
    // What waited for a frame may be wanted no more.
    if (over !== dialog || !dialog.open || !dialog.isConnected || dialog.matches(":modal")) return;
    const { activeElement } = dialog.getRootNode();
    // Who had the focus gets it back when the dialog closes: a second tap may have taken it away meanwhile.
    opener?.focus({ __proto__: null, preventScroll: true });
    dialog.removeAttribute("open"); // An open one cannot be made modal.
    dialog.showModal();
    if (dialog.contains(activeElement)) activeElement.focus(); // A buyer who was quicker than the frame.
    else first(dialog);
    enter();
  };
  if (!covers(dialog)) return modal();
  painted().then(modal);
}

/** By hand: of an element with `autofocus` that is put into a page browsers say on its console that they blocked it. */
const first = (dialog) => dialog.querySelector("[data-first]").focus({ __proto__: null, preventScroll: true });

/** As in js/page.js; imported from there it would come twice. */
const painted = () => new Promise((done) => (requestAnimationFrame(() => setTimeout(done)), setTimeout(done, 100)));

/** Whether it lies over all that is seen of the page, as it does not where an ancestor is turned or moved. What an ancestor cuts off, or the
    page puts above it, a browser could say only by painting it. */
function covers(dialog) {
  const { clientWidth, clientHeight } = document.documentElement;
  const { left, top, right, bottom } = dialog.getBoundingClientRect();
  return left <= 0 && top <= 0 && right > clientWidth - 1 && bottom > clientHeight - 1;
}

/** Goes to another page, out of any frame: nobody pays in one. The entry of an open dialog becomes that page's, so that the way back
    leads to the page before it. */
export function go(url) {
  try {
    if (window !== top) top.location.href = url;
    else if (entered === stand()) location.replace(url);
    else location.assign(url);
  } catch {
    return false;
  }
  entered = "";
  return true;
}

/** The page is back, as it was left: with the dialog that is open, at its entry or without one. */
function returned({ persisted }) {
  if (!persisted || !over?.isConnected || !over.open || over.classList.contains("flat")) return;
  if (entered && steps() === before) entered = stand();
  else enter();
}

function enter() {
  // Whoever goes back before an earlier entry is gone would lose this one in its place.
  if (leaving || entered === stand()) return;
  try {
    // The page's own state stays, for the page's own code.
    history.pushState(history.state, "");
    [entered, before] = [stand(), steps()];
  } catch {
    // A browser that allows none, or no more of them: the dialog has its other ways out.
  }
}

function closed({ target }) {
  if (over !== target) return;
  const ours = entered === stand();
  [over, entered] = [undefined, ""];
  if (!ours) return;
  leaving = true;
  history.back();
}

/** The page's own code hears nothing of an entry that was none of its own; in Chromium, what listened to the window before the first dialog does. */
function went(event) {
  const ours = over?.isConnected && parseInt(entered) === history.length;
  if (!leaving && !ours) return back();
  event.stopImmediatePropagation();
  if (!leaving) {
    entered = "";
    return over.close();
  }
  leaving = false;
  if (over) enter();
}

/** The page has gone on from the entry and the buyer comes back, to it or past it: the step is the page's, and closes what lies over it. */
function back() {
  if (!over?.isConnected || !entered || !(steps() <= before)) return;
  entered = steps() === before ? stand() : "";
  over.close();
}
