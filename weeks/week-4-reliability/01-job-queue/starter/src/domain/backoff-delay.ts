export interface BackoffOptions {
  readonly baseMs: number;
  readonly maxMs: number;
}

/** The pause after the n-th counted attempt, in milliseconds. As it stands, always the same. */
export function backoffDelay(_n: number, { baseMs }: BackoffOptions, _random: () => number): number {
  return baseMs;
}
