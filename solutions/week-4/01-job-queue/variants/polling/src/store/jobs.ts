import type { Depth, Document, Jobs } from '../domain/ports.ts';
import type { JobState } from '../domain/transition.ts';
import type { Ask } from './connect.ts';
import { statement } from './statement.ts';
import { uuidV7 } from './uuid.ts';

type Id = { id: string };

export function createJobs(ask: Ask): Jobs {
  const insert = statement<Id>(ask, 'enqueue');
  const findKey = statement<Id & { same: boolean }>(ask, 'find-key');
  const show = statement<{ document: Document }>(ask, 'show');
  const list = statement<Id & { document: Document; micros: string }>(ask, 'list');
  const cancel = statement<{ state: JobState['state']; changed: boolean }>(ask, 'cancel');
  const requeue = statement<Id>(ask, 'requeue');
  const bury = statement<Id>(ask, 'bury');
  const depth = statement<Depth>(ask, 'depth');

  const jobs: Jobs = {
    async enqueue(job, key) {
      const { type, payload, priority, maxAttempts, runAt } = job;
      const values = [type, JSON.stringify(payload), priority, maxAttempts, runAt];
      const [made] = await insert(uuidV7(new Date()), ...values, key?.key ?? null, key?.body ?? null);
      if (made !== undefined) return { ...made, isNew: true };
      const [found] = await findKey(key?.key, key?.body);
      // It was there a moment ago: its job was deleted, and took it along.
      if (found === undefined) return jobs.enqueue(job, key);
      return found.same ? { id: found.id, isNew: false } : null;
    },
    show: async (id) => (await show(id))[0]?.document,
    async list({ state, type, limit, after }) {
      // There is no NUL in any text of PostgreSQL's.
      if (type?.includes('\0')) return { items: [], next: null };
      const rows = await list(state, type, after?.micros ?? null, after?.id ?? null, limit + 1);
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        items: page.map(({ document }) => document),
        next: last === undefined || rows.length <= limit ? null : { micros: last.micros, id: last.id },
      };
    },
    cancel: async (id) => (await cancel(id))[0],
    requeue: async (id) => (await requeue(id)).length > 0,
    bury: async (id) => (await bury(id)).length > 0,
    depth: async () => (await depth())[0] ?? { queued: 0, running: 0, retrying: 0, dead: 0 },
  };
  return jobs;
}
