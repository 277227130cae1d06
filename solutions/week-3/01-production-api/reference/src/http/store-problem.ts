import type { StoreError } from '../domain/store-error.ts';
import { Problem } from './problem.ts';

/** Seconds after which a client may as well try again. */
const retryAfter = '1';

/** What a client is told when the store failed; undefined where it is a bug, and nobody's business. */
export function storeProblem({ failure }: StoreError): Problem | undefined {
  switch (failure) {
    case 'conflict':
      return new Problem(409, 'This contradicts what is there already.');
    case 'invalid':
      return new Problem(422, 'The store does not take one of these values.');
    case 'unavailable':
      return new Problem(503, 'The store cannot be used at the moment.', {
        headers: { 'Retry-After': retryAfter },
      });
    case 'cancelled':
      return new Problem(504, 'It took too long to find an answer.');
    case 'unexpected':
      return undefined;
    default:
      return failure satisfies never;
  }
}
