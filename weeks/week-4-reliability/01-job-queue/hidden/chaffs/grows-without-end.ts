import { type BackoffOptions, checkAttempt } from '../wheat/backoff-delay.ts';

export { transition } from '../wheat/index.ts';
export { PermanentError } from '../wheat/permanent-error.ts';

export function backoffDelay(n: number, options: BackoffOptions, random: () => number): number {
  checkAttempt(n);
  return options.baseMs * 2 ** (n - 1) * (0.5 + 0.5 * random());
}
