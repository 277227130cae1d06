import type { Handler, JobContext } from '../domain/handler.ts';
import type { JobError } from '../domain/job.ts';
import { describeThrown } from './describe-thrown.ts';

export type Ran =
  /** @property result as JSON */
  | { readonly kind: 'succeeded'; readonly result: string }
  | { readonly kind: 'failed'; readonly error: JobError; readonly permanent: boolean };

/** Runs a handler to its end. Never rejects: whatever a handler does, its attempt has an end. */
export async function runHandler(handler: Handler, payload: unknown, context: JobContext): Promise<Ran> {
  let value: unknown;
  try {
    // In an async function what is thrown before the first await is a rejection like any other.
    value = await handler(payload, context);
  } catch (thrown) {
    const error = describeThrown(thrown);
    return { kind: 'failed', error, permanent: error.name === 'PermanentError' };
  }
  try {
    // undefined for undefined, functions and symbols.
    return { kind: 'succeeded', result: JSON.stringify(value) ?? 'null' };
  } catch (thrown) {
    // The work was done, and doing it again would give the same: no use in trying.
    return { kind: 'failed', error: describeThrown(thrown), permanent: true };
  }
}
