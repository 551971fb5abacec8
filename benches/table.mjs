/** Medians as tables in Markdown. */

/** The middle one; of an even number the lower of the two. Nothing of nothing. */
export function median(values) {
  const known = values.filter((value) => value !== undefined).sort((left, right) => left - right);
  return known[(known.length - 1) >> 1];
}

/** Half of all values lie between these. */
export function quartiles(values) {
  const known = values.filter((value) => value !== undefined).sort((left, right) => left - right);
  const at = (share) => known[Math.round((known.length - 1) * share)];
  return [at(0.25), at(0.75)];
}

/** A table: the columns' names, and rows of cells. */
export function table(columns, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---").map((rule, at) => (at ? `${rule}:` : rule))), ...rows.map(line)].join("\n");
}

export const number = (value, digits = 0) =>
  value === undefined ? "–" : value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** `412 (390–433)`: the median, and between what half of all lie. */
export function spread(values, digits = 0) {
  const middle = median(values);
  if (middle === undefined) return "–";
  const [low, high] = quartiles(values);
  return `${number(middle, digits)} (${number(low, digits)}–${number(high, digits)})`;
}

export const ratio = (value, base) => (value === undefined || !base ? "–" : number(value / base, 2));
