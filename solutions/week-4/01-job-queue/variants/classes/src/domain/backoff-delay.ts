export interface BackoffOptions {
  readonly baseMs: number;
  readonly maxMs: number;
}

export function backoffDelay(n: number, { baseMs, maxMs }: BackoffOptions, random: () => number): number {
  if (!Number.isInteger(n) || n <= 0) throw new RangeError('attempts are counted from 1 on');
  // A power of more than 1023 would be Infinity, which times a half is no pause.
  const ceiling = Math.min(baseMs * 2 ** Math.min(n - 1, 1023), maxMs, Number.MAX_VALUE);
  return ceiling * ((1 + random()) / 2);
}
