/** Chance that comes again: the same seed draws the same. */
export class Chance {
  #state;

  constructor(seed) {
    this.#state = seed | 0;
  }

  /** 32 bits (splitmix32). */
  next() {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return (bits ^ (bits >>> 15)) >>> 0;
  }

  /** A whole number from `least` to `most`. */
  between(least, most) {
    return least + (this.next() % (most - least + 1));
  }

  among(list) {
    return list[this.next() % list.length];
  }

  /** True so many times in a hundred. */
  percent(often) {
    return this.next() % 100 < often;
  }
}
