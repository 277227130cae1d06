import type { BackendMessage } from './wire/backend-message.ts';
import type { FrontendMessage } from './wire/frontend-message.ts';

/** A point in the order of what was recorded. Everything recorded later has a greater `order`. */
export type Mark = number;

export type Protocol = 'postgres' | 'redis' | 'bytes';

/** All times are milliseconds of the clock that the relay was given. What is told here came to the relay; see `kept()`. */
export interface ConnectionRecord {
  /** Counts from 1, in the order of arrival. */
  readonly id: number;
  readonly order: Mark;
  readonly openedAt: number;
  /** What it was opened for. With Postgres that is unknown until the first message, and a cancel request is no session. */
  readonly use: 'unknown' | 'session' | 'cancel';
  /** Postgres: what the session was opened with. */
  readonly startup: Startup | null;
  /** Postgres: the process of the session; in a cancel request the process whose statement is to be ended. */
  readonly pid: number | null;
  /** Who let go first. Bytes may flow in the other direction until `closedAt`. */
  readonly ended: ConnectionEnd | null;
  /** When both ends were gone. */
  readonly closedAt: number | null;
  readonly bytesFromClient: number;
  readonly bytesFromServer: number;
  readonly recording: Recording;
}

export interface Startup {
  readonly user: string | null;
  readonly database: string | null;
  readonly applicationName: string | null;
}

export interface ConnectionEnd {
  /**
   * `client` and `server` closed of themselves; `cut` by `cut()`; `dropped` by `dropAfter()`; `unreachable`: the server
   * could not be connected to; `relay`: the relay itself was closed.
   */
  readonly by: 'client' | 'server' | 'cut' | 'dropped' | 'unreachable' | 'relay';
  /** By a reset instead of an orderly end. */
  readonly reset: boolean;
  readonly at: number;
  readonly order: Mark;
}

/** Where the bytes cannot be read (encrypted, malformed), recording stops for that connection; relaying goes on. */
export type Recording = { readonly kind: 'on' } | { readonly kind: 'stopped'; readonly why: string };

/** One Query, or one Execute. */
export interface Statement {
  readonly order: Mark;
  readonly connection: number;
  readonly kind: 'simple' | 'extended';
  /** Of a prepared statement the text it was prepared with; empty if that was not seen. At most 16 KiB; see `sqlBytes`. */
  readonly sql: string;
  readonly sqlBytes: number;
  /** Name of the prepared statement; empty for an unnamed one, null for a simple query. */
  readonly prepared: string | null;
  readonly parameters: number;
  readonly at: number;
  /** When the server had answered it. Never, if the connection ended first. */
  readonly ended: number | null;
  /** Such as `INSERT 0 1`; of a simple query with several statements the last. */
  readonly tag: string | null;
  readonly sqlstate: string | null;
  /** An earlier statement of the same batch failed, so that the server did not look at this one. */
  readonly skipped: boolean;
  /** `I` idle, `T` in a transaction, `E` in a failed one. */
  readonly transactionStatusAfter: 'I' | 'T' | 'E' | null;
}

export interface Command {
  readonly order: Mark;
  readonly connection: number;
  /** In upper case. */
  readonly name: string;
  /** Without the name. */
  readonly args: number;
  readonly key: string | null;
  readonly at: number;
}

export type RelayEvent = { readonly order: Mark; readonly at: number } & RelayHappening;

export type RelayHappening =
  | { readonly kind: 'opened' | 'session' | 'cancel' | 'ended'; readonly connection: ConnectionRecord }
  | { readonly kind: 'recording-stopped'; readonly connection: ConnectionRecord; readonly why: string }
  | { readonly kind: 'statement' | 'statement-ended'; readonly statement: Statement }
  | { readonly kind: 'command'; readonly command: Command }
  | {
      readonly kind: 'message';
      readonly connection: ConnectionRecord;
      readonly message: FrontendMessage | BackendMessage;
    }
  /** A verb was used; `connection` is null when it was the relay's. */
  | { readonly kind: 'fault'; readonly connection: number | null; readonly verb: string };

/** For the recorders, which fill them in as the bytes come. */
export type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/** Of a connection that has just come in. */
export function newConnectionRecord(id: number, order: Mark, at: number): Mutable<ConnectionRecord> {
  return {
    id,
    order,
    openedAt: at,
    use: 'unknown',
    startup: null,
    pid: null,
    ended: null,
    closedAt: null,
    bytesFromClient: 0,
    bytesFromServer: 0,
    recording: { kind: 'on' },
  };
}
