import { Worker } from 'node:worker_threads';
import { WorkerCrashedError } from './errors.ts';

export type Said =
  | { readonly what: 'ready' }
  | { readonly what: 'result'; readonly result: unknown }
  | { readonly what: 'thrown'; readonly thrown: unknown };

/** Settles when the thread has ended: by then it is known whether there was an answer. */
export function callInThread(call: {
  readonly url: string;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly maxHeapMb: number | undefined;
  readonly signal: AbortSignal;
  readonly onStart: () => void;
}): Promise<unknown> {
  const { url, name, args, maxHeapMb, signal, onStart } = call;
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const worker = new Worker(new URL('./thread-entry.ts', import.meta.url), {
    workerData: { url, name },
    ...(maxHeapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } }),
  });
  const end = () => void worker.terminate();
  let settle: ((code: number) => void) | null = null;
  let cause: unknown;
  const answer = (given: () => void) => {
    settle ??= given;
    end();
  };
  worker.on('message', (said: Said) => {
    switch (said.what) {
      case 'ready':
        try {
          worker.postMessage(args);
          onStart();
        } catch (error) {
          answer(() => reject(error));
        }
        break;
      case 'result':
        answer(() => resolve(said.result));
        break;
      case 'thrown':
        answer(() => reject(said.thrown));
        break;
      default:
        said satisfies never;
    }
  });
  worker.on('error', (error) => {
    cause = error;
  });
  worker.on('exit', (code) => {
    signal.removeEventListener('abort', end);
    settle ??= () => reject(new WorkerCrashedError(code, { cause }));
    settle(code);
  });
  signal.addEventListener('abort', end);
  return promise;
}
