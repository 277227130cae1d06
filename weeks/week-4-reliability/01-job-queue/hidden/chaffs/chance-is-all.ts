import { type BackoffOptions, capOf, checkAttempt } from '../wheat/backoff-delay.ts';

export { transition } from '../wheat/index.ts';
export { PermanentError } from '../wheat/permanent-error.ts';

export function backoffDelay(n: number, options: BackoffOptions, random: () => number): number {
  checkAttempt(n);
  return capOf(n, options) * random();
}
