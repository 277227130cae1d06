export type Kind = 'retryable' | 'not-found' | 'invalid' | 'conflict' | 'timeout' | 'cancelled' | 'internal';
export type ErrorClass<T extends Error = Error> = abstract new (...args: never[]) => T;
type Question = (error: unknown) => boolean;

export const wrap = (error: unknown, message: string): Error => {
  const wrapped = new Error(message);
  Object.defineProperty(wrapped, 'cause', { value: error, writable: true, configurable: true });
  return wrapped;
};

export function findCause<T>(error: unknown, matcher: (error: unknown) => error is T): T | undefined;
export function findCause(error: unknown, matcher: Question): unknown;
export function findCause<T extends Error>(error: unknown, matcher: ErrorClass<T>): T | undefined;
export function findCause(error: unknown, matcher: ErrorClass | Question): unknown {
  const prototype: unknown = matcher.prototype;
  const byClass = matcher === Error || prototype instanceof Error;
  const question = byClass
    ? (value: unknown) => attempt(() => value instanceof matcher) === true
    : (matcher as Question);
  let found: { readonly value: unknown } | undefined;
  visit(error, new Set(), (value) => {
    if (question(value)) found = { value };
    return found !== undefined;
  });
  return found?.value;
}

export function rootCause(error: unknown): unknown {
  const chain = [...causes(error, new Set())];
  return chain.length === 0 ? error : chain[chain.length - 1];
}

export const classify = (error: unknown): Kind => kindOf(error, []) ?? 'internal';

/** Goes down recursively where errors have parts, and in a loop where they have causes. True ends the visit. */
function visit(top: unknown, seen: Set<unknown>, look: (value: unknown) => boolean): boolean {
  let value = top;
  while (!seen.has(value)) {
    seen.add(value);
    if (look(value)) return true;
    for (const part of partsOf(value)) if (visit(part, seen, look)) return true;
    const cause = member(value, 'cause');
    if (cause === undefined) return false;
    value = cause;
  }
  return false;
}

function* causes(top: unknown, seen: Set<unknown>): Generator<unknown> {
  for (let value = top; value !== undefined && !seen.has(value); value = member(value, 'cause')) {
    seen.add(value);
    yield value;
  }
}

function kindOf(error: unknown, above: readonly unknown[]): Kind | undefined {
  const way = new Set(above);
  let outer: 'cancelled' | undefined;
  for (const value of causes(error, way)) {
    const parts = partsOf(value);
    if (parts.length > 0) {
      const passed = [...way];
      const kinds = parts.map((part) => kindOf(part, passed) ?? 'internal');
      return settle(outer, kinds.find((kind) => kind !== 'retryable') ?? 'retryable');
    }
    if (attempt(() => value instanceof AggregateError)) continue;
    const sign = byName(member(value, 'name')) ?? byCode(member(value, 'code'));
    if (sign === 'cancelled') outer = sign;
    else if (sign !== undefined) return settle(outer, sign);
  }
  return outer;
}

function settle(outer: 'cancelled' | undefined, inner: Kind): Kind {
  return inner === 'timeout' ? inner : (outer ?? inner);
}

function byName(name: unknown): Kind | undefined {
  switch (name) {
    case 'AbortError':
      return 'cancelled';
    case 'TimeoutError':
      return 'timeout';
    case 'NotFoundError':
      return 'not-found';
    case 'ValidationError':
      return 'invalid';
    case 'ConflictError':
      return 'conflict';
    case 'UnavailableError':
      return 'retryable';
    default:
      return undefined;
  }
}

function byCode(code: unknown): Kind | undefined {
  switch (code) {
    case 'ABORT_ERR':
      return 'cancelled';
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
      return 'timeout';
    case 'ENOENT':
      return 'not-found';
    case 'ERR_INVALID_ARG_VALUE':
    case '22P02':
      return 'invalid';
    case 'EEXIST':
    case '23505':
      return 'conflict';
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'EPIPE':
    case 'EAI_AGAIN':
    case '40001':
    case '40P01':
      return 'retryable';
    default:
      return undefined;
  }
}

function partsOf(value: unknown): readonly unknown[] {
  const errors = attempt(() => value instanceof AggregateError && value.errors);
  return Array.isArray(errors) ? errors : [];
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? attempt(() => Reflect.get(value, name)) : undefined;
}

function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
