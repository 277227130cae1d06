import { Layer } from './layer.ts';
import type { Kind } from './types.ts';

const signs = [
  { kind: 'cancelled', name: 'AbortError', codes: ['ABORT_ERR'] },
  {
    kind: 'timeout',
    name: 'TimeoutError',
    codes: ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT'],
  },
  { kind: 'not-found', name: 'NotFoundError', codes: ['ENOENT'] },
  { kind: 'invalid', name: 'ValidationError', codes: ['ERR_INVALID_ARG_VALUE', '22P02'] },
  { kind: 'conflict', name: 'ConflictError', codes: ['EEXIST', '23505'] },
  {
    kind: 'retryable',
    name: 'UnavailableError',
    codes: ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EAI_AGAIN', '40001', '40P01'],
  },
] as const;

export function classify(error: unknown): Kind {
  return judge(new Layer(error), new Passed(null));
}

/** Values on the way from the outermost: a list of sets, so that each part goes on with what is above it. */
class Passed {
  readonly #above: Passed | null;
  readonly #here = new Set<unknown>();

  constructor(above: Passed | null) {
    this.#above = above;
  }

  has(value: unknown): boolean {
    return this.#here.has(value) || (this.#above?.has(value) ?? false);
  }

  add(value: unknown): void {
    this.#here.add(value);
  }
}

function judge(top: Layer, passed: Passed): Kind {
  let aborted = false;
  let layer: Layer | null = top;
  while (layer !== null && !passed.has(layer.value)) {
    passed.add(layer.value);
    const kind = ofParts(layer, passed) ?? ofSigns(layer);
    if (aborted && kind !== null && kind !== 'cancelled') return kind === 'timeout' ? kind : 'cancelled';
    if (kind === 'cancelled' && layer.parts.length > 0) return kind;
    if (kind === 'cancelled') aborted = true;
    else if (kind !== null) return kind;
    layer = layer.cause;
  }
  return aborted ? 'cancelled' : 'internal';
}

function ofParts(layer: Layer, passed: Passed): Kind | null {
  const kinds = layer.parts.map((part) => judge(part, new Passed(passed)));
  if (kinds.length === 0) return null;
  return kinds.find((kind) => kind !== 'retryable') ?? 'retryable';
}

function ofSigns(layer: Layer): Kind | null {
  if (layer.isA(AggregateError)) return null;
  const name = layer.text('name');
  const code = layer.text('code');
  const found =
    signs.find((sign) => sign.name === name) ??
    signs.find((sign) => (sign.codes as readonly (string | null)[]).includes(code));
  return found?.kind ?? null;
}
