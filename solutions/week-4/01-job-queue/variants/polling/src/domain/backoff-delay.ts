export type BackoffOptions = Readonly<{ baseMs: number; maxMs: number }>;

/** In milliseconds: between half and all of the base, doubled for each attempt before, up to the maximum. */
export function backoffDelay(n: number, options: BackoffOptions, random: () => number): number {
  if (n < 1 || !Number.isSafeInteger(n)) throw new RangeError(`there is no attempt ${n}`);
  let most = options.baseMs;
  // It ends: whatever is doubled often enough is infinite, or was 0 from the beginning.
  for (let doubled = 1; doubled < n && most < options.maxMs && most > 0; doubled += 1) most *= 2;
  most = Math.min(most, options.maxMs);
  const half = most / 2;
  return half + half * random();
}
