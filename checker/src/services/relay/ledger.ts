import { CheckerError } from '../../errors.ts';
import type {
  Command,
  ConnectionRecord,
  Mark,
  Mutable,
  RelayEvent,
  RelayHappening,
  Statement,
} from './records.ts';

/** All that a relay has recorded, in one order, and whoever waits for it. */
export interface Ledger {
  readonly connections: readonly ConnectionRecord[];
  readonly statements: readonly Statement[];
  readonly commands: readonly Command[];
  /** With the place in the order at which the connection became a session. */
  readonly sessions: readonly { readonly order: Mark; readonly connection: ConnectionRecord }[];
  now(): number;
  /** The place of what is recorded next. */
  next(): Mark;
  mark(): Mark;
  addConnection(connection: Mutable<ConnectionRecord>): void;
  addSession(connection: Mutable<ConnectionRecord>): void;
  addStatement(statement: Statement): void;
  addCommand(command: Command): void;
  tell(happening: RelayHappening): void;
  listen(listener: (event: RelayEvent) => void): Disposable;
  /** Looks again at what is waited for, after what is no event: bytes that came. */
  look(): void;
  until(predicate: () => boolean, signal: AbortSignal): Promise<void>;
  close(): void;
}

export function createLedger(now: () => number): Ledger {
  const connections: ConnectionRecord[] = [];
  const statements: Statement[] = [];
  const commands: Command[] = [];
  const sessions: { order: Mark; connection: ConnectionRecord }[] = [];
  const listeners = new Set<(event: RelayEvent) => void>();
  const waiting = new Set<() => void>();
  let order = 0;
  let closed = false;

  const look = () => {
    for (const check of waiting) check();
  };
  const tell = (happening: RelayHappening) => {
    if (listeners.size > 0) {
      const event = { ...happening, order, at: now() };
      for (const listener of listeners) listener(event);
    }
    if (waiting.size > 0) look();
  };
  const close = () => {
    closed = true;
    look();
  };
  return {
    connections,
    statements,
    commands,
    sessions,
    now,
    next: () => ++order,
    mark: () => order,
    addConnection(connection) {
      connections.push(connection);
      tell({ kind: 'opened', connection });
    },
    addSession(connection) {
      connection.use = 'session';
      sessions.push({ order: ++order, connection });
      tell({ kind: 'session', connection });
    },
    addStatement(statement) {
      statements.push(statement);
      tell({ kind: 'statement', statement });
    },
    addCommand(command) {
      commands.push(command);
      tell({ kind: 'command', command });
    },
    tell,
    listen(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    look,
    async until(predicate, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const check = () => {
        try {
          if (signal.aborted) reject(signal.reason);
          else if (predicate()) resolve();
          else if (closed) reject(closedMeanwhile());
        } catch (error) {
          reject(error);
        }
      };
      waiting.add(check);
      signal.addEventListener('abort', check);
      try {
        check();
        await promise;
      } finally {
        waiting.delete(check);
        signal.removeEventListener('abort', check);
      }
    },
    close,
  };
}

function closedMeanwhile(): CheckerError {
  return new CheckerError('JUDGE_BROKEN', 'the relay was closed while something was waited for', {
    hint: 'Authors: await every until() of a relay before the test ends.',
  });
}
