/** What is wrong with how a page looks, as far as boxes tell. `faults` is sent to the page as text: it stands on nothing around it. */

/**
 * A sentence for each fault in the elements of a page and of the frames in it: boxes that lie over their siblings, text that is cut off or sticks
 * out of its box, Tibetan broken inside a syllable, buttons too small for a finger, and a page wider than the window.
 */
export function faults() {
  const found = [];
  const SLACK = 1;
  const TOUCH = 44;

  function look(document, where) {
    const { documentElement } = document;
    if (documentElement.scrollWidth > documentElement.clientWidth + SLACK) {
      found.push(`${where}: the page is ${documentElement.scrollWidth} wide in a window of ${documentElement.clientWidth}`);
    }
    for (const host of document.querySelectorAll("tsampa-shop, tsampa-product, tsampa-cart")) {
      const place = `${where}#${host.closest("[id]")?.id}`;
      const all = [...host.shadowRoot.querySelectorAll(".root *")].filter(seen);
      for (const element of all) {
        overlapping(element, place);
        cut(element, place);
        small(element, place);
      }
      for (const element of all) for (const node of element.childNodes) if (node.nodeType === 3 && node.data.trim()) text(node, element, host, place);
    }
    for (const frame of document.querySelectorAll("iframe")) look(frame.contentDocument, `${where} frame ${frame.width}`);
  }

  function seen(element) {
    const style = getComputedStyle(element);
    const hushed = element.closest(".hush, [hidden], svg *, option");
    return !hushed && element.checkVisibility({ checkVisibilityCSS: true }) && (style.display === "contents" || element.getClientRects().length > 0);
  }

  /** Children that take part in the layout, and lie over each other or stick out at a side. */
  function overlapping(parent, place) {
    const boxes = [...parent.children].filter((child) => {
      const { position, display } = getComputedStyle(child);
      return seen(child) && !["absolute", "fixed"].includes(position) && !["inline", "contents"].includes(display);
    });
    const around = parent.getBoundingClientRect();
    for (const [at, one] of boxes.entries()) {
      const a = one.getBoundingClientRect();
      const { marginLeft, marginRight } = getComputedStyle(one);
      // A negative margin is meant. What scrolls is looked at by what it cuts off.
      const meant = (margin) => Math.min(0, parseFloat(margin));
      const { display, overflowX } = getComputedStyle(parent);
      const out = display === "contents" || overflowX !== "visible" ? 0 : Math.max(around.left - a.left + meant(marginLeft), a.right - around.right + meant(marginRight));
      if (out > SLACK) found.push(`${place}: ${name(one)} sticks ${Math.round(out)} out of ${name(parent)}`);
      for (const other of boxes.slice(at + 1)) {
        const b = other.getBoundingClientRect();
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > SLACK && down > SLACK) found.push(`${place}: ${name(one)} and ${name(other)} overlap by ${Math.round(across)} × ${Math.round(down)}`);
      }
    }
  }

  /** A box that hides what does not fit, and does not say so by an ellipsis; categories are moved along by a finger. */
  function cut(element, place) {
    const style = getComputedStyle(element);
    const meant = style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none" || element.matches("select, input, img, .picture, .drawer, .kinds");
    if (meant || !element.textContent.trim()) return;
    if (style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + SLACK) found.push(`${place}: ${name(element)} cuts off ${element.scrollWidth - element.clientWidth} of its width`);
    if (["hidden", "clip"].includes(style.overflowY) && element.scrollHeight > element.clientHeight + SLACK) found.push(`${place}: ${name(element)} cuts off ${element.scrollHeight - element.clientHeight} of its height`);
  }

  /** Buttons are as high as a fingertip where fingers are what points. */
  function small(element, place) {
    if (!element.matches("button, select") || !matchMedia("(pointer: coarse)").matches) return;
    const { width, height } = element.getBoundingClientRect();
    if (height < TOUCH - SLACK || width < 24) found.push(`${place}: ${name(element)} is ${Math.round(width)} × ${Math.round(height)}, too small for a finger`);
  }

  function text(node, element, host, place) {
    const style = getComputedStyle(element);
    const range = node.ownerDocument.createRange();
    range.selectNodeContents(node);
    let box = element;
    while (["inline", "contents"].includes(getComputedStyle(box).display)) box = box.parentElement;
    const frame = box.getBoundingClientRect();
    const gives = (it) => it && (getComputedStyle(it).textOverflow === "ellipsis" || getComputedStyle(it).webkitLineClamp !== "none");
    if (!gives(box) && !gives(box.parentElement)) {
      for (const rect of range.getClientRects()) {
        const out = Math.max(frame.left - rect.left, rect.right - frame.right);
        if (out > SLACK && rect.width > 0) found.push(`${place}: “${node.data.trim().slice(0, 24)}” sticks ${Math.round(out)} out of ${name(box)}`);
      }
    }
    if (/[\u0f40-\u0fbc]/.test(node.data) && style.whiteSpace !== "nowrap" && !gives(box)) syllables(node, range, place);
  }

  /** A line of Tibetan ends behind a mark between syllables (tsheg, shad) or a space. */
  function syllables(node, range, place) {
    let before;
    for (let at = 0; at < node.data.length; at++) {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const { bottom, height } = range.getBoundingClientRect();
      const inside = at > 0 && /[\u0f40-\u0fbc]/.test(node.data[at - 1]) && /[\u0f40-\u0fbc]/.test(node.data[at]);
      if (inside && bottom - before > height / 2) found.push(`${place}: “${node.data.slice(at - 5, at)}|${node.data.slice(at, at + 5)}” is broken inside a syllable`);
      if (height > 0) before = bottom;
    }
  }

  const name = (element) => [element.localName, ...element.classList].join(".");
  look(document, "");
  return [...new Set(found)];
}
