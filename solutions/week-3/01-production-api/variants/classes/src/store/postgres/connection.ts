/** A connection of a pool, as a driver has it. */
export interface Connection {
  query<Row extends object>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: readonly Row[] }>;
  /** `I` while no transaction is open; null when nobody knows. */
  getTransactionStatus(): string | null;
  /** What the protocol's CancelRequest asks for. */
  readonly cancelKey: { readonly processId: number; readonly secret: number };
  release(destroy: boolean): void;
}

export interface ConnectionPool {
  readonly address: { readonly host: string; readonly port: number };
  connect(): Promise<Connection>;
  end(): Promise<void>;
}
