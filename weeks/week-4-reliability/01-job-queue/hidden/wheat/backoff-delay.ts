export interface BackoffOptions {
  readonly baseMs: number;
  readonly maxMs: number;
}

export function backoffDelay(n: number, options: BackoffOptions, random: () => number): number {
  checkAttempt(n);
  return capOf(n, options) * (0.5 + 0.5 * random());
}

export function capOf(n: number, { baseMs, maxMs }: BackoffOptions): number {
  return Math.min(maxMs, baseMs * 2 ** (n - 1));
}

export function checkAttempt(n: number): void {
  if (!Number.isInteger(n) || n < 1) throw new RangeError('n is a whole number from 1 on');
}
