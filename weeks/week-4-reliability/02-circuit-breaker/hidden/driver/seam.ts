/** The seam as the exercise's page describes it; the driver meets the learner's module through it. */
export interface Seam {
  createCircuitBreaker(options: object): CircuitBreaker;
  readonly CircuitOpenError?: ErrorClass;
  readonly CallTimeoutError?: ErrorClass;
}

export interface CircuitBreaker {
  execute(f: (signal: AbortSignal) => unknown, options?: { signal?: AbortSignal }): Promise<unknown>;
  readonly state: string;
  readonly stats: Stats;
  onStateChange(listener: (change: StateChange) => unknown): Disposable;
}

export interface Stats {
  readonly successes: number;
  readonly failures: number;
  readonly timeouts: number;
  readonly rejected: number;
  readonly consecutiveFailures: number;
  readonly openedAt: number | null;
}

export interface StateChange {
  readonly from: string;
  readonly to: string;
  readonly at: number;
  readonly reason: string;
}

export type ErrorClass = new (...args: never[]) => Error;
