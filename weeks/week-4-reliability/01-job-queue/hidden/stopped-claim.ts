import type { FaultyLink, Statement } from 'checker/kit';

/**
 * Stops a program in the middle of taking a job: PostgreSQL has done the statement, and its answer is on the way. `isIt` is
 * asked about each statement when it is done, while its answer is held; the answers to others go on. Begin before the program
 * is started, or has something to take. False when no statement was the one, within the patience.
 */
export async function stopInClaim(
  link: FaultyLink,
  isIt: (statement: Statement) => Promise<boolean> | boolean,
  patienceMs = 10_000,
): Promise<boolean> {
  const waiting: Statement[] = [];
  using _listening = link.listen((event) => {
    if (event.kind !== 'statement') return;
    link.connection(event.statement.connection)?.holdReplies();
    waiting.push(event.statement);
  });
  const next = () => waiting.findIndex(({ transactionStatusAfter }) => transactionStatusAfter !== null);
  for (const end = performance.now() + patienceMs; performance.now() < end; ) {
    if (!(await link.sees('a statement to be done', () => next() !== -1, Math.ceil(end - performance.now()))))
      break;
    const [statement] = waiting.splice(next(), 1);
    if (statement === undefined) continue;
    if (await isIt(statement)) return true;
    // Another of the same connection may have come meanwhile: its answer has its own turn.
    if (!waiting.some(({ connection }) => connection === statement.connection))
      link.connection(statement.connection)?.releaseReplies();
  }
  return false;
}
