export interface WorkerPoolOptions {
  readonly concurrency: number;
  readonly queueLimit?: number | undefined;
  readonly taskTimeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from the start of the task. */
  readonly timeoutMs?: number | undefined;
}

export interface CloseOptions {
  readonly mode?: 'drain' | 'abort' | undefined;
}

export interface PoolStats {
  readonly active: number;
  readonly queued: number;
  readonly completed: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly cancelled: number;
}

export type Task<T> = (signal: AbortSignal) => T | PromiseLike<T>;

export interface WorkerPool extends AsyncDisposable {
  run<T>(task: Task<T>, options?: RunOptions): Promise<T>;
  map<A, B>(
    items: Iterable<A> | AsyncIterable<A>,
    f: (item: A, signal: AbortSignal) => B | PromiseLike<B>,
    options?: RunOptions,
  ): AsyncIterable<B>;
  onIdle(): Promise<void>;
  close(options?: CloseOptions): Promise<void>;
  readonly stats: PoolStats;
}

export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  throw new Error(`not written yet: a pool with ${options.concurrency} slots`);
}
