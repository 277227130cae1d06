export type Kind = 'retryable' | 'not-found' | 'invalid' | 'conflict' | 'timeout' | 'cancelled' | 'internal';

export type ErrorClass<T extends Error = Error> = abstract new (...args: never[]) => T;

/** Says what we were doing. One line for the log, with everything in it. */
export function wrap(error: unknown, message: string): Error {
  return new Error(`${message}: ${error}`);
}

export function findCause<T>(error: unknown, matcher: (error: unknown) => error is T): T | undefined;
export function findCause(error: unknown, matcher: (error: unknown) => boolean): unknown;
export function findCause<T extends Error>(error: unknown, matcher: ErrorClass<T>): T | undefined;
export function findCause(error: unknown, matcher: unknown): unknown {
  let current = error;
  while (current instanceof Error) {
    if (current.constructor === matcher) return current;
    current = current.cause;
  }
  return undefined;
}

export function rootCause(error: unknown): unknown {
  let current = error as { cause?: unknown };
  while (current.cause) current = current.cause as { cause?: unknown };
  return current;
}

/** What the callers go by: they retry, answer 404 or 409, or wake somebody up. */
export function classify(error: unknown): Kind {
  const { name = '', code = '', message = '' } = error as { name?: string; code?: string; message?: string };
  // fetch throws a DOMException when its signal aborts.
  if (name === 'AbortError' || error instanceof DOMException) return 'cancelled';
  if (code === 'ETIMEDOUT' || /time(d )?out/i.test(message)) return 'timeout';
  if (code === 'ENOENT' || /not found|no such/i.test(message)) return 'not-found';
  if (code === 'EEXIST' || code === '23505' || /duplicate/i.test(message)) return 'conflict';
  if (name === 'ValidationError' || error instanceof TypeError) return 'invalid';
  // Everything else from the network begins with an E, and goes away by itself.
  if (code.startsWith('E')) return 'retryable';
  return 'internal';
}
