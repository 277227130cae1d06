import { setTimeout } from 'node:timers/promises';
import type { PostgresDatabase, ServerSession } from 'checker/kit';

/** A statement that reads the table `tasks`, and takes no lock for a change. */
export function readsTasks(sql: string): boolean {
  return /\bfrom\s+(?:"?public"?\.)?"?tasks"?\b/i.test(sql) && !/\bfor\s+(?:no\s+key\s+)?update\b/i.test(sql);
}

/** Nobody gets at the table, not even to read, before it is released. */
export async function lockTasks(database: PostgresDatabase): Promise<{ release(): Promise<void> }> {
  const session = await database.session();
  await session.query('BEGIN');
  await session.query('LOCK TABLE public.tasks IN ACCESS EXCLUSIVE MODE');
  return {
    async release() {
      await session.query('ROLLBACK');
      await session[Symbol.asyncDispose]();
    },
  };
}

/** The service's sessions that wait for a lock. */
export async function waitingIn(database: PostgresDatabase): Promise<readonly ServerSession[]> {
  return (await database.sessions()).filter(({ waitsFor }) => waitsFor === 'Lock');
}

/** Asks again and again until it holds; false past the patience. */
export async function eventually(
  holds: () => Promise<boolean>,
  { signal, patienceMs = 10_000 }: { readonly signal: AbortSignal; readonly patienceMs?: number },
): Promise<boolean> {
  for (const end = performance.now() + patienceMs; ; ) {
    if (await holds()) return true;
    if (performance.now() >= end) return false;
    await setTimeout(15, undefined, { signal });
  }
}
