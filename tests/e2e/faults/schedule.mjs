/** What a seed decides: how the network lies, and what the buyer does meanwhile. */
import { Chance } from "./chance.mjs";
import { FATES, FATES_OF_PREFLIGHTS } from "./fates.mjs";

/** Plenty of each is on the shelf, more than a buyer takes in one schedule. */
export const GOODS = ["p_garlic_paste", "p_barley_tea", "p_incense_cones", "p_paper_cards"];
const VARIANTS = ["v_garlic_paste_180", "v_barley_tea_250", "v_incense_cones_24", "v_paper_cards_6"];

export class Schedule {
  constructor(seed) {
    this.seed = seed;
    this.chance = new Chance(seed);
    const { chance } = this;
    // Some faults only, so that rare ones are not always hidden by frequent ones.
    const all = [...Object.keys(FATES), ...Object.keys(FATES_OF_PREFLIGHTS)];
    const share = chance.among([25, 50, 100]);
    this.faults = all.filter(() => chance.percent(share));
    this.often = chance.among([20, 40, 60]);
    this.forgetful = chance.percent(50); // each write is asked for again by a preflight
    this.gestures = chance.between(4, 8);
    /** What the buyer wants of each item; 0: wanted once and no more. */
    this.wishes = new Map();
  }

  /** The gestures in order. Each is drawn once the one before it was made, so that the wishes are known. */
  *[Symbol.iterator]() {
    for (let number = 0; number < this.gestures; number++) yield this.#gesture(true);
  }

  #gesture(connected) {
    const { chance } = this;
    const tab = chance.between(0, 1);
    const there = [...this.wishes].filter(([, pieces]) => pieces > 0);
    const several = there.filter(([, pieces]) => pieces > 1);
    const kind = chance.among([...KINDS, ...(connected ? KINDS_OF_PAGES : [])]);
    if (kind === "plus" && there.length > 0) return this.#wish(kind, tab, chance.among(there)[0], +1);
    if (kind === "less" && several.length > 0) return this.#wish(kind, tab, chance.among(several)[0], -1);
    if (kind === "remove" && there.length > 0) return this.#wish(kind, tab, chance.among(there)[0], -Infinity);
    if (kind === "reload" || kind === "close") return { kind, tab };
    if (kind === "offline") return { kind, tab, meanwhile: this.#gesture(false), pause: chance.between(100, 900) };
    return this.#wish("add", tab, chance.among(VARIANTS), +1);
  }

  #wish(kind, tab, item, more) {
    const before = this.wishes.get(item) ?? 0;
    const wish = Math.max(0, before + more);
    this.wishes.set(item, wish);
    return { kind, tab, item, before, wish };
  }
}

const KINDS = ["add", "add", "add", "plus", "plus", "less", "remove"];
const KINDS_OF_PAGES = ["reload", "reload", "close", "offline"];
