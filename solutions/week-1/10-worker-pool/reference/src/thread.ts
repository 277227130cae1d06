import { Worker } from 'node:worker_threads';
import { WorkerCrashedError } from './errors.ts';
import type { Call, Report, ThreadData } from './protocol.ts';

export interface CallParts extends Call {
  /** Ends the thread when it aborts: a loop cannot be asked to stop. */
  readonly signal: AbortSignal;
  /** Called when the thread is ready and the function is about to begin. */
  readonly onStart: () => void;
}

/** One worker thread. It serves one call at a time; how it ends decides what becomes of the call. */
export class Thread {
  readonly #worker: Worker;
  readonly #loaded = Promise.withResolvers<void>();
  #call: PromiseWithResolvers<unknown> | null = null;
  #isAlive = true;

  constructor(module: string, maxHeapMb: number | undefined) {
    this.#worker = new Worker(new URL('./thread-entry.ts', import.meta.url), {
      workerData: { module } satisfies ThreadData,
      ...(maxHeapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } }),
    });
    // An error that nobody caught in the thread. Its exit follows, and is what counts.
    let cause: unknown;
    this.#worker.on('error', (error) => {
      cause = error;
    });
    this.#worker.on('exit', (code) => {
      this.#isAlive = false;
      const crash = new WorkerCrashedError(`the thread ended with code ${code}`, { cause });
      this.#loaded.reject(crash);
      this.#call?.reject(crash);
    });
    this.#worker.on('message', (report: Report) => this.#hear(report));
    // It may die before anybody asks.
    this.#loaded.promise.catch(() => {});
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Settles with the answer, or once the thread has ended without one. */
  async call({ name, args, signal, onStart }: CallParts): Promise<unknown> {
    const stop = () => void this.stop();
    signal.addEventListener('abort', stop);
    this.#worker.ref();
    try {
      await this.#loaded.promise;
      this.#call = Promise.withResolvers();
      this.#worker.postMessage({ name, args } satisfies Call);
      onStart();
      return await this.#call.promise;
    } finally {
      this.#call = null;
      // A thread without work keeps no process alive.
      this.#worker.unref();
      signal.removeEventListener('abort', stop);
    }
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #hear(report: Report): void {
    switch (report.kind) {
      case 'loaded':
        this.#loaded.resolve();
        break;
      case 'not-loaded':
        this.#loaded.reject(report.thrown);
        break;
      case 'returned':
        this.#call?.resolve(report.value);
        break;
      case 'threw':
        this.#call?.reject(report.thrown);
        break;
      default:
        report satisfies never;
    }
  }
}
