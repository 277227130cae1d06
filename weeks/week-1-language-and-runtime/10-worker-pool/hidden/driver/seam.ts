/** The module as the exercise's page describes it. The driver meets it through this, and takes nothing for granted. */
export interface Seam {
  createWorkerPool(options: unknown): JudgedPool;
  createThreadPool(options: unknown): JudgedPool;
  readonly QueueFullError?: ErrorClass;
  readonly TaskTimeoutError?: ErrorClass;
  readonly PoolClosedError?: ErrorClass;
  readonly WorkerCrashedError?: ErrorClass;
}

export interface JudgedPool extends AsyncDisposable {
  run(...args: unknown[]): Promise<unknown>;
  map(
    items: unknown,
    f: (item: unknown, signal: AbortSignal) => unknown,
    options?: unknown,
  ): AsyncIterable<unknown>;
  onIdle(): Promise<unknown>;
  close(options?: unknown): Promise<unknown>;
  readonly stats: Readonly<Record<string, unknown>>;
}

export type ErrorClass = new (...args: never[]) => Error;
