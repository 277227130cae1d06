import type { CloseOptions, PoolStats, RunOptions } from './worker-pool.ts';

export interface ThreadPoolOptions {
  readonly size: number;
  /** A file URL or an absolute path. */
  readonly module: URL | string;
  readonly taskTimeoutMs?: number | undefined;
  readonly maxHeapMb?: number | undefined;
}

export interface ThreadPool extends AsyncDisposable {
  run(name: string, args?: readonly unknown[], options?: RunOptions): Promise<unknown>;
  onIdle(): Promise<void>;
  close(options?: CloseOptions): Promise<void>;
  readonly stats: PoolStats;
}

export function createThreadPool(options: ThreadPoolOptions): ThreadPool {
  throw new Error(`not written yet: a pool of ${options.size} threads`);
}
