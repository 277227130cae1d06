import type { Ending, Recorded, Work } from '../domain/ports.ts';
import type { Ask } from './connect.ts';
import { statement } from './statement.ts';

type ClaimRow = {
  id: string;
  type: string;
  payload: unknown;
  attempt_no: number;
  counted: number;
  was_held: boolean;
};
type FinishRow = { outcome: NonNullable<Recorded>['outcome'] | 'lost' | null; dead: boolean };

export function createWork(ask: Ask, leaseMs: number): Work {
  const claim = statement<ClaimRow>(ask, 'claim');
  const unclaim = statement<{ type: string; was_held: boolean }>(ask, 'unclaim');
  const buryLost = statement<{ type: string; dead: boolean }>(ask, 'bury-lost');
  const renew = statement<{ id: string; attempt_no: number; cancel_requested: boolean }>(ask, 'renew');
  const finish = statement<FinishRow>(ask, 'finish');
  return {
    async claim(types, token) {
      const [row] = await claim(types, token, leaseMs);
      if (row === undefined) return {};
      const { id, type, payload, attempt_no: attemptNo, counted } = row;
      return { job: { id, type, payload, attemptNo, counted }, ...(row.was_held && { lost: type }) };
    },
    async unclaim(token) {
      const [row] = await unclaim(token);
      return row?.was_held ? { lost: row.type } : {};
    },
    buryLost: () => buryLost(),
    async renew(attempts) {
      const rows = await renew(
        attempts.map(({ id }) => id),
        attempts.map(({ attemptNo }) => attemptNo),
        leaseMs,
      );
      return rows.map(({ id, attempt_no, cancel_requested }) => ({
        id,
        attemptNo: attempt_no,
        cancelRequested: cancel_requested,
      }));
    },
    async finish({ id, attemptNo }, ending) {
      const [row] = await finish(id, attemptNo, ...valuesOf(ending));
      if (!row?.outcome || row.outcome === 'lost') return null;
      return { outcome: row.outcome, dead: row.dead };
    },
  };
}

function valuesOf(ending: Ending): readonly unknown[] {
  const { kind } = ending;
  switch (kind) {
    case 'succeeded':
      return [kind, ending.result, null, null, false, 0];
    case 'failed':
      return [kind, null, ending.name, ending.message, ending.permanent, ending.delayMs];
    case 'released':
      return [kind, null, null, null, false, 0];
    default:
      return kind satisfies never;
  }
}
