import { setTimeout } from 'node:timers/promises';
import { expectThat, type PostgresDatabase, type ServerSession, showValue, type Teaching } from 'checker/kit';

/** So many connections of the submission wait for a lock; false past the patience. */
export function areWaiting(
  database: PostgresDatabase,
  { count = 1, signal, patienceMs }: { count?: number; signal: AbortSignal; patienceMs?: number },
): Promise<boolean> {
  return eventually(
    async () => (await waitingIn(database)).length >= count,
    patienceMs === undefined ? { signal } : { signal, patienceMs },
  );
}

export async function waitingIn(database: PostgresDatabase): Promise<readonly ServerSession[]> {
  return (await database.sessions()).filter(({ waitsFor }) => waitsFor === 'Lock');
}

/**
 * Asks again and again until it holds; false past the patience. A request may be answered a moment before the service has
 * put its connection away.
 */
export async function eventually(
  holds: () => Promise<boolean>,
  { signal, patienceMs = 5_000 }: { readonly signal: AbortSignal; readonly patienceMs?: number },
): Promise<boolean> {
  for (const end = performance.now() + patienceMs; ; ) {
    if (await holds()) return true;
    if (performance.now() >= end) return false;
    await setTimeout(15, undefined, { signal });
  }
}

/** No connection is in a transaction when all requests are over; looked at for 2 seconds. */
export async function expectNoTransaction(
  database: PostgresDatabase,
  after: string,
  signal: AbortSignal,
  teaching: Teaching,
): Promise<void> {
  let open: readonly ServerSession[] = [];
  const none = async () => {
    open = (await database.sessions()).filter(({ inTransaction }) => inTransaction);
    return open.length === 0;
  };
  expectThat(await eventually(none, { signal, patienceMs: 2_000 }), {
    ...teaching,
    expected: `no connection in a transaction after ${after}`,
    saw: `${open.length} in state "${open[0]?.state}", the last statement of the first: ${showValue(open[0]?.query)}`,
  });
}
