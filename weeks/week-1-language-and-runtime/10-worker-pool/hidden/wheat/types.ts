export type Task<T> = (signal: AbortSignal) => T | PromiseLike<T>;

export interface PoolOptions {
  readonly concurrency: number;
  readonly queueLimit?: number | undefined;
  readonly taskTimeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

export type MapOptions = RunOptions;

export interface CloseOptions {
  readonly mode?: 'drain' | 'abort' | undefined;
}

export interface Stats {
  readonly active: number;
  readonly queued: number;
  readonly completed: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly cancelled: number;
}

export interface WorkerPool extends AsyncDisposable {
  run<T>(task: Task<T>, options?: RunOptions): Promise<T>;
  map<A, B>(
    items: Iterable<A> | AsyncIterable<A>,
    f: (item: A, signal: AbortSignal) => B | PromiseLike<B>,
    options?: MapOptions,
  ): AsyncIterable<B>;
  onIdle(): Promise<void>;
  close(options?: CloseOptions): Promise<void>;
  readonly stats: Stats;
}
