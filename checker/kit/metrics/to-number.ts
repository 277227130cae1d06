const form = /^[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|inf|infinity|nan)$/i;

/** A value as Prometheus spells it, infinities and NaN included. Undefined where it is no number; see `toNumber`. */
export function readNumber(text: string): number | undefined {
  return form.test(text) ? toNumber(text) : undefined;
}

/** The same; NaN where it is no number. */
export function toNumber(text: string): number {
  const [, sign, infinity] = /^([+-]?)(inf|infinity)$/i.exec(text) ?? [];
  if (infinity !== undefined) return sign === '-' ? -Infinity : Infinity;
  return form.test(text) ? Number(text) : Number.NaN;
}
