import type { Seam } from './seam.ts';

/** What may be said of a thrown value or a reason in JSON: which one of the judge's it is, or what it is like. */
export type Told =
  /** The very object that the judge had made: an error that a task threw, or the reason of an abort. */
  | { readonly is: 'known'; readonly label: string }
  | { readonly is: 'plain'; readonly type: string; readonly value: unknown }
  | { readonly is: 'error'; readonly class: string; readonly message: string; readonly cause: Told | null };

export type Outcome =
  | { readonly how: 'resolved'; readonly value: unknown }
  | { readonly how: 'rejected'; readonly error: Told }
  /** The call threw before it returned a promise. */
  | { readonly how: 'threw'; readonly error: Told };

export interface Teller {
  /** From now on this object is told by the label; the first one that it was given stays. */
  know(thing: unknown, label: string): void;
  tell(thing: unknown): Told;
}

const ownClasses = ['QueueFullError', 'TaskTimeoutError', 'PoolClosedError', 'WorkerCrashedError'] as const;

export function createTeller(seam: Seam): Teller {
  const things: unknown[] = [];
  const labels: string[] = [];
  const tell = (thing: unknown, depth = 0): Told => {
    const at = things.indexOf(thing);
    if (isObject(thing) && at !== -1) return { is: 'known', label: labels[at] as string };
    if (!isObject(thing)) return { is: 'plain', type: typeof thing, value: plain(thing) };
    const { name, message, cause } = thing as { name?: unknown; message?: unknown; cause?: unknown };
    const own = ownClasses.find((each) => isInstance(thing, seam[each]));
    const hasCause = depth < 3 && 'cause' in thing;
    return {
      is: 'error',
      class: own ?? (thing instanceof Error ? String(name) : 'no Error'),
      message: String(message),
      cause: hasCause ? tell(cause, depth + 1) : null,
    };
  };
  return {
    know(thing, label) {
      things.push(thing);
      labels.push(label);
    },
    tell: (thing) => tell(thing),
  };
}

function isObject(thing: unknown): thing is object {
  return (typeof thing === 'object' && thing !== null) || typeof thing === 'function';
}

function isInstance(thing: object, owner: unknown): boolean {
  return typeof owner === 'function' && thing instanceof owner;
}

function plain(thing: unknown): unknown {
  return typeof thing === 'symbol' || typeof thing === 'bigint' ? String(thing) : (thing ?? null);
}
