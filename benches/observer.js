/**
 * Runs before everything else in the page, the same for every contender: looks once a frame whether what is waited for has been
 * painted, in the document, in open shadow roots and in frames of the same origin. `WANTED` is written before this text:
 * { cards, button, line: selectors, count }.
 */
(() => {
  if (window !== top) return;
  const seen = (window.__bench = { shift: 0, blocks: [], first: 0, loaded: 0, cards: 0, usable: 0, clicked: 0, line: 0 });
  const roots = new Set(); // weakly held: elements that went are to be forgotten
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (how) {
    const root = attach.call(this, how);
    roots.add(new WeakRef(root));
    return root;
  };
  addEventListener("click", clicked, true);
  function clicked() {
    seen.clicked ||= performance.now();
  }
  const frames = new WeakSet();
  function places() {
    const all = [document];
    for (const held of roots) {
      const root = held.deref();
      if (!root) roots.delete(held);
      else if (root.host.isConnected) all.push(root);
    }
    for (const frame of document.getElementsByTagName("iframe")) {
      const inside = frame.contentDocument;
      if (!inside) continue;
      all.push(inside);
      if (!frames.has(inside)) inside.addEventListener("click", clicked, true);
      frames.add(inside);
    }
    return all;
  }
  const painted = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && getComputedStyle(element).visibility === "visible";
  };
  const find = (selector) => places().flatMap((root) => [...root.querySelectorAll(selector)]);
  const there = (selector, count) => {
    const found = find(selector);
    return found.length >= count && found.filter(painted).length >= count;
  };
  Object.assign(seen, { find, there });
  const priced = (element) => /\d/.test(element.textContent + (element.shadowRoot?.textContent ?? ""));
  const steps = [
    ["cards", () => find(WANTED.cards).length >= WANTED.count && find(WANTED.cards).filter(priced).filter(painted).length >= WANTED.count],
    ["usable", () => there(WANTED.button, WANTED.count)],
    ["line", () => seen.clicked > 0 && find(WANTED.line).filter(priced).some(painted)],
  ];
  const { port1, port2 } = new MessageChannel();
  port2.onmessage = ({ data: name }) => (seen[name] ||= performance.now());
  function look() {
    // What is there at a frame's start is painted by its end: the message comes after that.
    for (const [name, holds] of steps) if (!seen[name] && document.body && holds()) port1.postMessage(name);
    requestAnimationFrame(look);
  }
  requestAnimationFrame(look);
  addEventListener("load", () => (seen.loaded = performance.now()));
  const observe = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  observe("longtask", ({ startTime, duration }) => seen.blocks.push([startTime, duration]));
  observe("paint", ({ name, startTime }) => name === "first-contentful-paint" && (seen.first = startTime));
  observe("layout-shift", (shift) => shift.hadRecentInput || (seen.shift += shift.value));
})();
