import { causeOf, isInstance, partsOf } from './look.ts';

export type ErrorClass<T extends Error = Error> = abstract new (...args: never[]) => T;

/** The outermost value that matches, or undefined: `errors.As` for a class, `errors.Is` for a question of your own. */
export function findCause<T>(error: unknown, matcher: (error: unknown) => error is T): T | undefined;
export function findCause(error: unknown, matcher: (error: unknown) => boolean): unknown;
export function findCause<T extends Error>(error: unknown, matcher: ErrorClass<T>): T | undefined;
export function findCause(error: unknown, matcher: ErrorClass | ((error: unknown) => boolean)): unknown {
  const matches = isErrorClass(matcher) ? (value: unknown) => isInstance(value, matcher) : matcher;
  for (const value of everythingIn(error)) if (matches(value)) return value;
  return undefined;
}

/** Where the chain of causes ends, or would begin to go round. */
export function rootCause(error: unknown): unknown {
  const passed = new Set<unknown>();
  let root = error;
  for (let next = error; next !== undefined && !passed.has(next); next = causeOf(next)) {
    passed.add(next);
    root = next;
  }
  return root;
}

/** From the outside inwards, each value once: the error, then what its parts lead to, then what its cause leads to. */
function* everythingIn(error: unknown): Generator<unknown> {
  const seen = new Set<unknown>();
  const ahead = [error];
  while (ahead.length > 0) {
    const value = ahead.pop();
    if (seen.has(value)) continue;
    seen.add(value);
    yield value;
    // A stack gives back last what was put on it first.
    const cause = causeOf(value);
    if (cause !== undefined) ahead.push(cause);
    ahead.push(...partsOf(value).toReversed());
  }
}

/** Classes are functions, too: only what makes errors is taken for one. */
function isErrorClass(matcher: ErrorClass | ((error: unknown) => boolean)): matcher is ErrorClass {
  return matcher === Error || matcher.prototype instanceof Error;
}
