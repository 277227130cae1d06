/** What the store needs of a driver; `adapters/postgres.ts` has it from `pg`. */
export interface SqlPool {
  /** Rejects, without a code, when there is no connection in time. */
  connect(): Promise<SqlSession>;
  query(text: string, values?: readonly unknown[]): Promise<unknown>;
  end(): Promise<void>;
}

export interface SqlConnection {
  /** Without values the text may be several statements. */
  query<Row extends object>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: readonly Row[] }>;
}

/** A connection of a pool. */
export interface SqlSession extends SqlConnection {
  /** The pid of its backend. */
  readonly processID: number | null;
  /** Whether it is broken, and must not be used again. */
  readonly lost: boolean;
  release(lost: boolean): void;
  /** Ends it without a goodbye. */
  destroy(): void;
}

export interface SqlPoolSettings {
  readonly max: number;
  readonly acquireTimeoutMs: number;
  /** After that the server itself gives up a statement, or an idle transaction. */
  readonly statementTimeoutMs?: number;
  /** After that we give up waiting for an answer. */
  readonly answerTimeoutMs?: number;
  /** Told of idle connections that broke; they are replaced when they are needed. */
  readonly onLost: (error: Error) => void;
}
