import type { FaultyLink } from 'checker/kit';

/** Requests of all connections but that one, of new ones too, reach the server later: cancels go there. */
export function slowExcept(link: FaultyLink, pid: number, ms: number) {
  const since = link.mark();
  const slow = (id: number) => link.connection(id)?.delay(ms, { of: 'requests' });
  for (const { id, pid: its, ended } of link.connections()) if (its !== pid && ended === null) slow(id);
  let first = true;
  // Only what is opened in order to cancel: whoever replaces the connection later shall not wait for it.
  const listening = link.listen((event) => {
    if (event.kind !== 'opened' || !first) return;
    first = false;
    slow(event.connection.id);
  });
  return {
    /** What was begun in order to cancel, each with whether it is over. A session made for it may be given up before. */
    cancels: (): readonly (() => boolean)[] => [
      ...link.connections({ since }).map(({ id, use, closedAt, ended }) => () => {
        if (use === 'cancel') return closedAt !== null;
        const sent = link.statements({ since, connection: id });
        return ended !== null || sent.some((each) => each.ended !== null || !isCancel(each.sql));
      }),
      ...link
        .statements({ since })
        .filter(({ sql }) => isCancel(sql))
        .map((statement) => () => {
          const connection = link.connections().find(({ id }) => id === statement.connection);
          return statement.ended !== null || connection?.ended !== null;
        }),
    ],
    restore() {
      listening[Symbol.dispose]();
      for (const { id } of link.connections()) link.connection(id)?.restore();
    },
  };
}

/** Whether something was begun in order to cancel since then, in one way or another. */
export function hasCancelled(link: FaultyLink, since: number): boolean {
  return (
    link.connections({ since }).some(({ use }) => use === 'cancel') ||
    link.statements({ since }).some(({ sql }) => isCancel(sql))
  );
}

function isCancel(sql: string): boolean {
  return /pg_cancel_backend|pg_terminate_backend/i.test(sql);
}
