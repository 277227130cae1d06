export function backoffDelay(
  n: number,
  options: { baseMs: number; maxMs: number },
  random: () => number,
): number {
  if (!Number.isSafeInteger(n) || n <= 0) throw new RangeError(`no such attempt: ${n}`);
  const whole = Math.min(options.maxMs, options.baseMs * 2 ** (n - 1));
  return whole * (1 + random()) * 0.5;
}
