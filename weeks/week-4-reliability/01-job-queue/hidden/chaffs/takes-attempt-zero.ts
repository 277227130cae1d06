import { type BackoffOptions, capOf } from '../wheat/backoff-delay.ts';

export { transition } from '../wheat/index.ts';
export { PermanentError } from '../wheat/permanent-error.ts';

export function backoffDelay(n: number, options: BackoffOptions, random: () => number): number {
  return capOf(n, options) * (0.5 + 0.5 * random());
}
