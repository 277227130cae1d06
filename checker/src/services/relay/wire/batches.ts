import type { Mutable, Statement } from '../records.ts';

/**
 * Which answer belongs to which statement. The server answers in the order of the requests, and ends every batch with
 * ReadyForQuery: a simple Query is a batch, and so is everything up to a Sync. After an error it skips the rest of the batch.
 */
export interface Batches {
  /** Sent: a statement of its own, which ends its batch. */
  addSimple(statement: Mutable<Statement>): void;
  addExtended(statement: Mutable<Statement>): void;
  /** Sent: what belongs to a batch and is no statement, such as Parse; it may fail as well. */
  begin(): void;
  /** Sent: what ends a batch. The startup message and a function call are batches without statements. */
  close(): void;
  /** Sent: the data of COPY FROM STDIN ended. The server ignored a Sync that came before that. */
  copyEnded(): void;
  /** Answered: the server waits for the data of COPY FROM STDIN. */
  copyBegan(): void;
  complete(tag: string | null): void;
  fail(sqlstate: string): void;
  ready(transactionStatus: 'I' | 'T' | 'E'): void;
}

interface Batch {
  readonly statements: Mutable<Statement>[];
  /** Which of them is answered next. */
  next: number;
  simple: boolean;
  closed: boolean;
  failed: boolean;
  copying: boolean;
}

export function createBatches(now: () => number, onEnded: (statement: Statement) => void): Batches {
  const batches: Batch[] = [];
  const openOne = (): Batch => {
    const last = batches.at(-1);
    if (last !== undefined && !last.closed) return last;
    const batch = { statements: [], next: 0, simple: false, closed: false, failed: false, copying: false };
    batches.push(batch);
    return batch;
  };
  const end = (statement: Mutable<Statement>) => {
    if (statement.ended !== null) return;
    statement.ended = now();
    onEnded(statement);
  };
  const skip = (statement: Mutable<Statement>) => {
    statement.skipped = true;
    end(statement);
  };
  return {
    addSimple(statement) {
      const batch = openOne();
      batch.statements.push(statement);
      if (batch.failed) return skip(statement);
      batch.simple = true;
      batch.closed = true;
    },
    addExtended(statement) {
      const batch = openOne();
      batch.statements.push(statement);
      if (batch.failed) skip(statement);
    },
    begin() {
      openOne();
    },
    close() {
      openOne().closed = true;
    },
    copyEnded() {
      const batch = batches[0];
      if (batch?.copying && !batch.simple && batches.length === 1) batch.closed = false;
    },
    copyBegan() {
      const batch = batches[0];
      if (batch !== undefined) batch.copying = true;
    },
    complete(tag) {
      const batch = batches[0];
      const statement = batch?.statements[batch.next];
      if (batch === undefined || statement === undefined) return;
      batch.copying = false;
      statement.tag = tag;
      // A simple query may hold several statements: it is over when the server is ready.
      if (statement.kind === 'simple') return;
      batch.next += 1;
      end(statement);
    },
    fail(sqlstate) {
      const batch = batches[0];
      if (batch === undefined) return;
      batch.failed = true;
      const [statement, ...rest] = batch.statements.slice(batch.next);
      batch.next = batch.statements.length;
      if (statement === undefined) return;
      statement.sqlstate = sqlstate;
      // The state of the transaction comes with ReadyForQuery; a simple query ends there.
      if (statement.kind === 'extended') end(statement);
      for (const skipped of rest) skip(skipped);
    },
    ready(transactionStatus) {
      const batch = batches[0];
      if (batch === undefined || !batch.closed) return;
      batches.shift();
      for (const statement of batch.statements) {
        statement.transactionStatusAfter = transactionStatus;
        end(statement);
      }
    },
  };
}
