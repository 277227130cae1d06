export type State = 'closed' | 'open' | 'half-open';

export interface Clock {
  /** Milliseconds, never going back. */
  now(): number;
  /** A timer; disposing cancels it. */
  after(ms: number, call: () => void): Disposable;
}

export interface CircuitBreakerOptions {
  readonly failureThreshold: number;
  readonly resetTimeoutMs: number;
  /** Probes at once, 1 unless given. */
  readonly halfOpenMaxCalls?: number | undefined;
  /** Successful probes that close it, 1 unless given. */
  readonly successThreshold?: number | undefined;
  /** None unless given. */
  readonly callTimeoutMs?: number | undefined;
  /** Which rejections count; all unless given. */
  readonly isFailure?: ((error: unknown) => boolean) | undefined;
  readonly clock: Clock;
}

export interface Stats {
  readonly successes: number;
  /** Timeouts are among them. */
  readonly failures: number;
  readonly timeouts: number;
  readonly rejected: number;
  readonly consecutiveFailures: number;
  readonly openedAt: number | null;
}

export interface StateChange {
  readonly from: State;
  readonly to: State;
  readonly at: number;
  readonly reason: 'failure' | 'timeout' | 'reset' | 'success';
}

export interface CircuitBreaker {
  execute<T>(
    f: (signal: AbortSignal) => T | PromiseLike<T>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<T>;
  readonly state: State;
  readonly stats: Stats;
  onStateChange(listener: (change: StateChange) => void): Disposable;
}
