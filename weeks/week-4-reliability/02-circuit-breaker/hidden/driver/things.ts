import type { Thing, Told } from './commands.ts';
import type { Seam } from './seam.ts';

/** Makes the values and errors that the judge names, and recognises them again. */
export interface Things {
  make(thing: Thing): unknown;
  tell(value: unknown): Told;
  /** Remembers what a call was rejected with. */
  keep(call: string, error: unknown): void;
}

export function createThings({ CircuitOpenError, CallTimeoutError }: Seam): Things {
  const made = new Map<string, object>();
  const marks = new Map<unknown, string>();
  const errors = new Map<string, unknown>();
  const marked = (mark: string, make: () => object): object => {
    const known = made.get(mark) ?? make();
    made.set(mark, known);
    marks.set(known, mark);
    return known;
  };
  return {
    make(thing) {
      switch (thing.kind) {
        case 'plain':
          return thing.value;
        case 'undefined':
          return undefined;
        case 'object':
          return marked(thing.mark, () => ({ mark: thing.mark }));
        case 'error':
          return marked(thing.mark, () =>
            Object.assign(new Error(thing.mark), thing.name === undefined ? {} : { name: thing.name }),
          );
        case 'error-of':
          return errors.get(thing.call);
        default:
          return thing satisfies never;
      }
    },

    tell(value) {
      const mark = marks.get(value);
      if (mark !== undefined) return { kind: 'marked', mark };
      if (value === undefined) return { kind: 'undefined' };
      if (value === null || ['boolean', 'number', 'string'].includes(typeof value))
        return { kind: 'plain', value: value as null | boolean | number | string };
      if (!(value instanceof Error)) return { kind: 'strange', text: typeof value };
      const { retryAfterMs, timeoutMs } = value as { retryAfterMs?: unknown; timeoutMs?: unknown };
      return {
        kind: 'error',
        class: isOf(value, CircuitOpenError)
          ? 'CircuitOpenError'
          : isOf(value, CallTimeoutError)
            ? 'CallTimeoutError'
            : null,
        name: String(value.name),
        message: String(value.message),
        retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : null,
        timeoutMs: typeof timeoutMs === 'number' ? timeoutMs : null,
      };
    },

    keep: (call, error) => void errors.set(call, error),
  };
}

function isOf(error: Error, errorClass: unknown): boolean {
  return typeof errorClass === 'function' && error instanceof errorClass;
}
