import { applyChange, type Change, type Refusal, type Versioned } from './change.ts';
import type { HistoryItem } from './history.ts';

/** What changes come to, before anything is written. */
export interface Draft {
  readonly ok: true;
  /** What each change made of its task, in the order of the changes; null for a delete. */
  readonly made: readonly (Versioned | null)[];
  /** What is to stand in the store in the end, by id; null where nothing is. */
  readonly outcome: ReadonlyMap<string, Versioned | null>;
  readonly history: readonly (HistoryItem & { readonly id: string })[];
}

export type Refused = { readonly ok: false; readonly index: number; readonly refusal: Refusal };

/** So many changes are worked on before others get a turn. */
const slice = 256;

/**
 * Makes changes in their order, each on what those before it left, in memory alone. `find` tells how a task stands in the
 * store, and must go on to be true until the outcome is written. `breathe` lets others in, and may throw to stop it all.
 */
export async function draftChanges(
  changes: readonly Change[],
  find: (id: string) => Versioned | null,
  breathe: () => Promise<void>,
): Promise<Draft | Refused> {
  const outcome = new Map<string, Versioned | null>();
  const made: (Versioned | null)[] = [];
  const history: (HistoryItem & { id: string })[] = [];
  for (const [index, change] of changes.entries()) {
    if (index % slice === slice - 1) await breathe();
    const id = change.op === 'create' ? change.task.id : change.id;
    const drafted = outcome.get(id);
    const before = drafted === undefined ? find(id) : drafted;
    const after = applyChange(before, change);
    if (after === 'missing' || after === 'mismatch') return { ok: false, index, refusal: after };
    made.push(after);
    if (after === before) continue;
    outcome.set(id, after);
    history.push({ id, ...historyItem(change) });
  }
  return { ok: true, made, outcome, history };
}

function historyItem(change: Change): HistoryItem {
  switch (change.op) {
    case 'create':
      return { op: 'created', at: change.task.createdAt };
    case 'update':
      return { op: 'updated', at: change.now };
    case 'delete':
      return { op: 'deleted', at: change.now };
    default:
      return change satisfies never;
  }
}
