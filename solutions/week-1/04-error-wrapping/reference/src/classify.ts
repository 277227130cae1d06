import { causeOf, isInstance, partsOf, read } from './look.ts';

export type Kind = 'retryable' | 'not-found' | 'invalid' | 'conflict' | 'timeout' | 'cancelled' | 'internal';

/** Maps, not objects: an error whose code is `constructor` finds nothing in them. */
const kindOfName: ReadonlyMap<unknown, Kind> = new Map<unknown, Kind>([
  ['AbortError', 'cancelled'],
  ['TimeoutError', 'timeout'],
  ['NotFoundError', 'not-found'],
  ['ValidationError', 'invalid'],
  ['ConflictError', 'conflict'],
  ['UnavailableError', 'retryable'],
]);

const kindOfCode: ReadonlyMap<unknown, Kind> = new Map<unknown, Kind>([
  ['ABORT_ERR', 'cancelled'],
  ['ETIMEDOUT', 'timeout'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['ENOENT', 'not-found'],
  ['ERR_INVALID_ARG_VALUE', 'invalid'],
  ['22P02', 'invalid'],
  ['EEXIST', 'conflict'],
  ['23505', 'conflict'],
  ['ECONNREFUSED', 'retryable'],
  ['ECONNRESET', 'retryable'],
  ['EPIPE', 'retryable'],
  ['EAI_AGAIN', 'retryable'],
  ['40001', 'retryable'],
  ['40P01', 'retryable'],
]);

/** What to do about an error, told by the outermost sign in it. What has no sign is a bug until shown otherwise. */
export function classify(error: unknown): Kind {
  return kindAlong(error, new Set()) ?? 'internal';
}

/** The kind that a way inwards leads to. It ends where it comes back to what it has passed. */
function kindAlong(error: unknown, passed: ReadonlySet<unknown>): Kind | undefined {
  const way = new Set(passed);
  let aborted = false;
  // A signal that aborted is a timeout if that is why it did.
  const decide = (kind: Kind) => (aborted && kind !== 'timeout' ? 'cancelled' : kind);
  for (let next = error; next !== undefined && !way.has(next); next = causeOf(next)) {
    way.add(next);
    const parts = partsOf(next);
    if (parts.length > 0) return decide(weigh(parts, way));
    const sign = signOf(next);
    if (sign === 'cancelled') aborted = true;
    else if (sign !== undefined) return decide(sign);
  }
  return aborted ? 'cancelled' : undefined;
}

/** One part that trying again does not help is enough. */
function weigh(parts: readonly unknown[], way: ReadonlySet<unknown>): Kind {
  for (const part of parts) {
    const kind = kindAlong(part, way) ?? 'internal';
    if (kind !== 'retryable') return kind;
  }
  return 'retryable';
}

function signOf(value: unknown): Kind | undefined {
  if (isInstance(value, AggregateError)) return undefined;
  return kindOfName.get(read(value, 'name')) ?? kindOfCode.get(read(value, 'code'));
}
