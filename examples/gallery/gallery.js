/**
 * The page: its states (states.js) in groups, as the address asks for. `?scheme=dark`, `?dir=rtl`, `?lang=bo`, `?width=360`, `?only=list`
 * (the name of one state). `<html data-ready>` says that all are reached, or in `data-missing` which are not.
 */
(() => {
  const CHOICES = { scheme: ["light", "dark"], dir: ["ltr", "rtl"], lang: ["en", "zh", "fr", "bo"], width: ["all", "360"] };
  const PATIENCE_MS = 10_000;

  const asked = new URLSearchParams(location.search);
  const chosen = (name) => (CHOICES[name].includes(asked.get(name)) ? asked.get(name) : CHOICES[name][0]);
  const root = document.documentElement;
  const only = galleryStates.find(({ id }) => id === asked.get("only"));

  gallery.language = chosen("lang");
  root.dir = chosen("dir");
  root.dataset.scheme = chosen("scheme");
  for (const name of Object.keys(CHOICES)) links(name);
  if (only) root.dataset.only = "";

  const main = document.querySelector("main");
  if (chosen("width") !== "all") main.append(frame({ width: null }, chosen("width")));
  else show(only ? [only] : galleryStates);

  function links(name) {
    const group = make("p", { textContent: `${name}: ` });
    for (const value of CHOICES[name]) {
      const link = make("a", { textContent: value, href: address({ [name]: value }) });
      if (value === chosen(name)) link.setAttribute("aria-current", "true");
      group.append(link, " ");
    }
    document.querySelector("nav").append(group);
  }

  async function show(states) {
    let group;
    const reached = [];
    for (const state of states) {
      if (state.group !== group?.dataset.name) {
        group = make("section", {}, make("h2", { textContent: state.group }));
        group.dataset.name = state.group;
        main.append(group);
      }
      const place = make("figure", { id: state.id }, make("figcaption", { textContent: state.name }));
      place.classList.toggle("wide", state.group !== "Cards" && state.tag !== "tsampa-cart");
      group.append(place);
      if (state.framed && !only) place.append(...state.framed.map((width) => frame({ only: state.id }, width, state.height ?? (state.business !== "offline" && 640))));
      else reached.push({ state, element: element(state, place) });
    }
    const missing = [];
    await look();
    for (const turn of [0, 1]) {
      const now = reached.filter(({ state }) => (state.turn ?? 0) === turn);
      await Promise.all(now.map(({ state, element }) => reach(state, element).catch((error) => missing.push(`${state.id} (${error.message})`))));
    }
    for (const framed of document.querySelectorAll("iframe")) {
      await until(() => framed.contentDocument.documentElement.hasAttribute("data-ready")).catch((error) => missing.push(`a frame (${error.message})`));
    }
    gallery.hold();
    if (missing.length) root.dataset.missing = missing.join(", ");
    root.dataset.ready = "";
  }

  /** Looks over the page from top to bottom: what is far below loads only when it comes near. */
  async function look() {
    await until(() => window.tsampa);
    await tsampa.ready;
    for (let top = 0; top < root.scrollHeight; top += innerHeight) {
      scrollTo({ top, behavior: "instant" });
      await pause();
    }
    scrollTo({ top: 0, behavior: "instant" });
  }

  function element({ tag, attributes, business }, place) {
    const it = document.createElement(tag);
    for (const [name, value] of Object.entries({ ...attributes, api: gallery.origin(business), lang: gallery.language })) it.setAttribute(name, value);
    place.append(it);
    return it;
  }

  /** Takes an element through its steps. */
  async function reach({ business, steps = [] }, element) {
    await until(() => element.shadowRoot);
    const seen = (selector) => [...element.shadowRoot.querySelectorAll(selector)].find((found) => found.checkVisibility());
    const part = (name) => seen(`[part~="${name}"]`) ?? seen(`.${name}`) ?? seen(`[data-do="${name}"]`);
    const press = async (name) => {
      const it = await until(() => part(name)?.getAttribute("aria-disabled") !== "true" && part(name));
      if (it.localName === "form") it.requestSubmit();
      else it.click();
    };
    const mark = async (name, attribute) => (await until(() => part(name))).setAttribute(attribute, "");
    const animations = async (name, work) => {
      const found = () => element.shadowRoot.querySelector(`.${name}`)?.getAnimations({ subtree: true }) ?? [];
      await until(() => found().length);
      found().forEach(work);
    };
    if (!steps.length) return;
    const shop = await tsampa.connect({ api: gallery.origin(business), lang: gallery.language });
    const late = new Promise((_, fail) => setTimeout(() => fail(new Error("a step that does not end")), PATIENCE_MS + 1_000));
    for (const step of steps) await Promise.race([step({ shop, element, part, press, mark, animations, until }), late]);
  }

  /** Waits until `question` answers something. */
  async function until(question) {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const answer = question();
      if (answer) return answer;
      if (performance.now() > end) throw new Error(`never: ${question}`);
      await pause();
    }
  }

  /** Not the next frame: what is out of sight may be drawn seldom. */
  function pause() {
    return new Promise((done) => setTimeout(done, 40));
  }

  /** This page, changed, in a frame of this size; without a height as high as what is in it. */
  function frame(change, width, height) {
    const it = make("iframe", { src: address(change), width, height: height || 400, title: `${width} pixels wide` });
    const fit = () => new ResizeObserver(([{ target }]) => (it.height = target.offsetHeight)).observe(it.contentDocument.documentElement);
    if (!height) it.addEventListener("load", fit);
    return it;
  }

  function address(change) {
    const now = new URLSearchParams(asked);
    for (const [name, value] of Object.entries(change)) value === null ? now.delete(name) : now.set(name, value);
    return `?${now}`;
  }

  function make(tag, properties, ...children) {
    const it = Object.assign(document.createElement(tag), properties);
    it.append(...children);
    return it;
  }
})();
