import type { Policy, Verdict } from '../domain/limit.ts';

type Bucket = Readonly<{ level: number; at: number }>;

/** What the script does, to be read and tested without a Redis. */
export function takeToken(
  state: Bucket | null,
  now: number,
  policy: Policy,
): Verdict & Readonly<{ state: Bucket }> {
  const full = policy.capacity;
  const passed = state === null ? 0 : Math.max(now - state.at, 0);
  const grown = state === null ? full : state.level + (passed * policy.refillPerSecond) / 1000;
  const before = grown > full ? full : grown;
  const allowed = before >= 1;
  const level = before - (allowed ? 1 : 0);
  return {
    allowed,
    ...standing(level, policy),
    state: { level, at: state === null ? now : state.at + passed },
  };
}

/** r and t of the headers. */
export function standing(level: number, { refillPerSecond }: Policy): Omit<Verdict, 'allowed'> {
  const remaining = Math.floor(level);
  return { remaining, resetSeconds: Math.ceil((remaining + 1 - level) / refillPerSecond) };
}
