import type { Seam } from './seam.ts';
import { createThings } from './things.ts';
import type { Path, Told, Tree } from './trees.ts';

export interface UpdateAsked {
  readonly state: Tree;
  readonly path: Path;
  /** `keep` returns what it was given. */
  readonly change:
    | { readonly kind: 'replace'; readonly by: Tree }
    | { readonly kind: 'keep' }
    | { readonly kind: 'throw'; readonly message: string };
  /** Freezes the state at every level, and the path. */
  readonly frozen?: boolean;
}

export interface UpdateSeen {
  readonly before: Told;
  readonly after: Told;
  readonly pathAfter: Told;
  /** What `change` was called with, each time. */
  readonly calls: readonly Told[];
  /** What it returned, each time. */
  readonly answers: readonly Told[];
  readonly end:
    | { readonly kind: 'returned'; readonly told: Told }
    | {
        readonly kind: 'threw';
        readonly name: string;
        readonly message: string;
        /** It is an instance of the exported PathError. */
        readonly pathError: boolean;
        readonly path: Told;
        /** It is the very error that `change` threw. */
        readonly ofChange: boolean;
      };
}

/** Calls `updateAt` once and tells what it was given, before and after, what it asked for and what came out. */
export function playUpdate(seam: Seam, { state: tree, path, change, frozen }: UpdateAsked): UpdateSeen {
  const things = createThings(seam);
  const state = things.build(tree);
  const replacement = change.kind === 'replace' ? things.build(change.by) : undefined;
  const steps = [...path];
  if (frozen === true) {
    freeze(state);
    Object.freeze(steps);
  }
  const before = things.describe(state);
  const calls: Told[] = [];
  const answers: Told[] = [];
  let thrown: unknown = null;

  const play = (): UpdateSeen['end'] => {
    try {
      const result = seam.updateAt(state, steps, (value) => {
        calls[calls.length] = things.describe(value);
        if (change.kind === 'throw') {
          thrown = new Error(change.message);
          throw thrown;
        }
        const answer = change.kind === 'keep' ? value : replacement;
        answers[answers.length] = things.describe(answer);
        return answer;
      });
      return { kind: 'returned', told: things.describe(result) };
    } catch (error) {
      const { name, message, path: broken } = (error ?? {}) as Record<string, unknown>;
      return {
        kind: 'threw',
        name: `${name}`,
        message: `${message}`,
        pathError: error instanceof seam.PathError,
        path: things.describe(broken),
        ofChange: error === thrown,
      };
    }
  };

  const end = play();
  return { before, end, calls, answers, after: things.describe(state), pathAfter: things.describe(steps) };
}

function freeze(value: unknown): void {
  if (Array.isArray(value)) for (const item of value) freeze(item);
  else if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    for (const member of Object.values(value)) freeze(member);
  } else return;
  Object.freeze(value);
}
