export type State = 'closed' | 'open' | 'half-open';

export interface CircuitBreaker {
  /** Calls the function unless the circuit is open. Never throws; settles as the function does, or before it. */
  execute<T>(
    f: (signal: AbortSignal) => T | PromiseLike<T>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<T>;
  readonly state: State;
  readonly stats: Stats;
  onStateChange(listener: (change: StateChange) => void): Disposable;
}

export interface Stats {
  readonly successes: number;
  /** Timeouts are among them. */
  readonly failures: number;
  readonly timeouts: number;
  readonly rejected: number;
  readonly consecutiveFailures: number;
  /** Null exactly when closed. */
  readonly openedAt: number | null;
}

export interface StateChange {
  readonly from: State;
  readonly to: State;
  readonly at: number;
  readonly reason: Reason;
}

export type Reason = 'failure' | 'timeout' | 'reset' | 'success';
