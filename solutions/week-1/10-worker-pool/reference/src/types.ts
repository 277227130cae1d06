export interface PoolStats {
  /** Functions that have started and not settled, also those whose caller has been answered already. */
  readonly active: number;
  readonly queued: number;
  readonly completed: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly cancelled: number;
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from the start of the task; the pool's `taskTimeoutMs` where it is absent. */
  readonly timeoutMs?: number | undefined;
}

export interface CloseOptions {
  /** `drain`, the default, runs what was accepted; `abort` gives it up. */
  readonly mode?: 'drain' | 'abort' | undefined;
}

/** What both pools have. */
export interface Pool extends AsyncDisposable {
  readonly stats: PoolStats;
  onIdle(): Promise<void>;
  close(options?: CloseOptions): Promise<void>;
}
