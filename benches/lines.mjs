/** The lines to the village: how they are made slow, and what is measured on each. `cpu`: how many times slower than this machine. */
const SLOW_4G = { bits: 1_600_000, latency: 150 };
const TWO_G = { bits: 35_000, latency: 800 };

export const LINES = {
  browser: { name: "Slow 4G by the browser", ...SLOW_4G, cpu: 4 },
  relay: { name: "Slow 4G by a TCP relay", relay: SLOW_4G, cpu: 4 },
  at_once: { name: "no line, the API answers at once", cpu: 4 },
  delayed: { name: "no line, the API answers after 150 ms", delay: 150, cpu: 4 },
};

/** Where every request is dear. */
export const BAD = { name: "2G by a TCP relay", relay: TWO_G };

/** Nothing is slowed: what is left is the work itself. */
export const FREE = { name: "no line" };
