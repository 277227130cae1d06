import { readFileSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  type Command,
  decideAll,
  type Event,
  type Revision,
  type Store,
  StoreTrouble,
  type Task,
} from '../domain/task.ts';
import { classifyDatabaseError, codeOf } from './classify.ts';
import { retryTransaction } from './retry.ts';
import type { Ask, Sessions } from './sessions.ts';

type Row = Task & Readonly<{ revision: number }>;

/** Nobody else's fault, and nobody's business: somebody was faster, and it has to be worked out again. */
const raced: unique symbol = Symbol('raced');

const sql = (name: string) => readFileSync(new URL(`./sql/${name}.sql`, import.meta.url), 'utf8');

/**
 * No locks of our own: rows are read, the change is worked out, and written only where nobody was faster, as in the
 * snapshot store.
 */
export function createPostgresStore(sessions: Sessions): Store {
  const texts = {
    one: sql('one'),
    pages: [sql('page'), sql('page-status'), sql('page-priority'), sql('page-both')] as const,
    history: sql('history'),
    write: sql('write'),
    writeHistory: sql('write-history'),
  };

  const read = <T>(signal: AbortSignal, work: (ask: Ask) => Promise<T>) =>
    inOurWords(signal, () => sessions.use(signal, work));

  const attempt = async (ask: Ask, commands: readonly Command[], signal: AbortSignal) => {
    const ids = commands.flatMap((command) => (command.op === 'create' ? [] : [command.id]));
    await ask('START TRANSACTION');
    const rows = ids.length === 0 ? [] : await ask<Row>(texts.one, [...new Set(ids)]);
    const before = new Map(rows.map((row) => [row.id, revisionOf(row)]));
    const decided = await decideAll(
      commands,
      (id) => before.get(id),
      async () => {
        await setImmediate();
        signal.throwIfAborted();
      },
    );
    if ('refused' in decided) {
      await ask('ROLLBACK');
      return decided;
    }
    const changes = changesOf(before, decided.states);
    const expected = changes.gone.length + changes.changed.length + changes.made.length;
    if (expected > 0) {
      const [result] = await ask<{ hits: number }>(texts.write, JSON.stringify(changes));
      if (result?.hits !== expected) throw raced;
      const events = decided.events.map(([id, { op, at }]) => [id, op, at]);
      await ask(texts.writeHistory, JSON.stringify(events));
    }
    await ask('COMMIT');
    return { done: decided.done };
  };

  return {
    one: (id, signal) =>
      read(signal, async (ask) => {
        const [row] = await ask<Row>(texts.one, [id]);
        return row && revisionOf(row);
      }),
    page: ({ status, priority }, behind, size, signal) =>
      read(signal, async (ask) => {
        const text = texts.pages[(status === undefined ? 0 : 1) + (priority === undefined ? 0 : 2)];
        const filters = [status, priority].filter((value) => value !== undefined);
        return (await ask<Row>(text ?? '', behind, size, ...filters)).map(revisionOf);
      }),
    events: (id, signal) => read(signal, (ask) => ask<Event>(texts.history, id)),
    change: (commands, signal) =>
      inOurWords(signal, async () => {
        for (;;) {
          const transaction = () => sessions.use(signal, (ask) => attempt(ask, commands, signal));
          const sleep = (ms: number) => setTimeout(ms);
          const outcome = await retryTransaction(transaction, { sleep, signal }).catch((error: unknown) => {
            if (error !== raced) throw error;
          });
          if (outcome !== undefined) return outcome;
        }
      }),
  };
}

function changesOf(before: ReadonlyMap<string, Revision>, states: ReadonlyMap<string, Revision | null>) {
  const gone: object[] = [];
  const changed: object[] = [];
  const made: object[] = [];
  for (const [id, state] of states) {
    const was = before.get(id)?.revision;
    if (state === null) gone.push({ id, revision: was });
    else if (was === undefined) made.push(state.task);
    else changed.push({ ...state.task, revision: state.revision, was });
  }
  return { gone, changed, made };
}

function revisionOf({ revision, ...task }: Row): Revision {
  return { task, revision };
}

async function inOurWords<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StoreTrouble) throw error;
    const kind = classifyDatabaseError(error);
    const code = codeOf(error);
    // The driver's own errors have no code, and all are about a connection that is no more.
    if (code === undefined && error instanceof Error && /^(Connection|Client|Query read)/.test(error.message))
      throw new StoreTrouble('unavailable', error);
    throw new StoreTrouble(kind === 'retry' ? 'unavailable' : kind, error, code);
  }
}
