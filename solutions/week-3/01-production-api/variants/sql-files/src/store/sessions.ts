/** Sends a statement; rejects with what the driver says. */
export type Ask = <Row extends object>(
  text: string,
  ...values: readonly unknown[]
) => Promise<readonly Row[]>;

/** What is needed of a driver. */
export type Sessions = Readonly<{
  /** A connection for as long as `work` takes. Rejects with the signal's reason or what was thrown, when all is tidy. */
  use<T>(signal: AbortSignal, work: (ask: Ask) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}>;
