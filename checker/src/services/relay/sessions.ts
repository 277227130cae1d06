import type { ConnectionRecord, Mark } from './records.ts';

export interface Sessions {
  /** Now. */
  readonly open: number;
  /** The most that were open at once. */
  readonly most: number;
}

/**
 * Sessions count from what made them one (Postgres: the startup message; else the connection) until one side let go.
 * With `since`, `most` begins with those that were open at that mark.
 */
export function countSessions(
  sessions: readonly { readonly order: Mark; readonly connection: Pick<ConnectionRecord, 'ended'> }[],
  since: Mark,
): Sessions {
  const steps = sessions.flatMap(({ order, connection: { ended } }) => [
    { order, by: 1 },
    ...(ended === null ? [] : [{ order: ended.order, by: -1 }]),
  ]);
  let open = 0;
  let most = 0;
  let before = 0;
  for (const { order, by } of steps.sort((left, right) => left.order - right.order)) {
    open += by;
    if (order <= since) before = open;
    else most = Math.max(most, open);
  }
  return { open, most: Math.max(most, before) };
}
