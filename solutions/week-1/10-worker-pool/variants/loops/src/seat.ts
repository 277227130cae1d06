import { Worker } from 'node:worker_threads';
import { WorkerCrashedError } from './errors.ts';

type Message =
  | { readonly type: 'up' }
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'error'; readonly error: unknown };

export class Seat {
  readonly #module: string;
  readonly #maxHeapMb: number | undefined;
  #worker: Worker | undefined;
  #isTaken = false;

  constructor(module: string, maxHeapMb: number | undefined) {
    this.#module = module;
    this.#maxHeapMb = maxHeapMb;
  }

  get isTaken(): boolean {
    return this.#isTaken;
  }

  async call(
    name: string,
    args: readonly unknown[],
    signal: AbortSignal,
    begin: () => void,
  ): Promise<unknown> {
    this.#isTaken = true;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const { worker, isUp } = this.#seated();
    let death: unknown;
    const onError = (error: unknown) => {
      death = error;
    };
    const onExit = () => reject(new WorkerCrashedError('the thread is gone', { cause: death }));
    const onAbort = () => void worker.terminate();
    const post = () => {
      try {
        worker.postMessage({ name, args });
        begin();
      } catch (error) {
        reject(error);
      }
    };
    const onMessage = (message: Message) => {
      switch (message.type) {
        case 'up':
          post();
          break;
        case 'value':
          resolve(message.value);
          break;
        case 'error':
          reject(message.error);
          break;
        default:
          message satisfies never;
      }
    };
    worker.on('error', onError).on('exit', onExit).on('message', onMessage);
    signal.addEventListener('abort', onAbort);
    if (isUp) post();
    try {
      return await promise;
    } finally {
      worker.off('error', onError).off('exit', onExit).off('message', onMessage);
      signal.removeEventListener('abort', onAbort);
      this.#isTaken = false;
    }
  }

  async clear(): Promise<void> {
    await this.#worker?.terminate();
  }

  #seated(): { readonly worker: Worker; readonly isUp: boolean } {
    if (this.#worker !== undefined) return { worker: this.#worker, isUp: true };
    const worker = new Worker(new URL('./thread-entry.ts', import.meta.url), {
      workerData: { module: this.#module },
      resourceLimits: this.#maxHeapMb === undefined ? {} : { maxOldGenerationSizeMb: this.#maxHeapMb },
    });
    this.#worker = worker;
    // One that has nothing to do may die as well.
    worker.on('error', () => {});
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    return { worker, isUp: false };
  }
}
