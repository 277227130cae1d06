import { pathToFileURL } from 'node:url';
import { callInThread } from './call-in-thread.ts';
import { type CloseMode, Dispatcher, type RunOptions } from './dispatcher.ts';
import { demand } from './options.ts';

export interface ThreadPoolOptions {
  readonly size: number;
  readonly module: URL | string;
  readonly taskTimeoutMs?: number | undefined;
  readonly maxHeapMb?: number | undefined;
}

export type ThreadPool = ReturnType<typeof createThreadPool>;

/** A thread for each call, and a new one for the next: 30 ms each, and nothing that a call leaves behind can harm another. */
export function createThreadPool({ size, module, taskTimeoutMs, maxHeapMb }: ThreadPoolOptions) {
  demand('slots', 'size', size);
  if (taskTimeoutMs !== undefined) demand('delay', 'taskTimeoutMs', taskTimeoutMs);
  if (maxHeapMb !== undefined) demand('slots', 'maxHeapMb', maxHeapMb);
  if (typeof module !== 'string' && !(module instanceof URL))
    throw new TypeError('module must be a URL or a path');
  const isPath = typeof module === 'string' && module.startsWith('/');
  const url = (isPath ? pathToFileURL(module) : new URL(module)).href;
  const dispatcher = new Dispatcher({
    slots: size,
    places: Number.POSITIVE_INFINITY,
    limitMs: taskTimeoutMs,
  });

  return {
    async run(name: string, args: readonly unknown[] = [], options?: RunOptions): Promise<unknown> {
      if (typeof name !== 'string' || !Array.isArray(args))
        throw new TypeError('run takes the name of a function and an array of arguments');
      return dispatcher.submit(
        (signal, onStart) => callInThread({ url, name, args, maxHeapMb, signal, onStart }),
        options,
      );
    },
    onIdle: () => dispatcher.whenIdle(),
    close: (options: { readonly mode?: CloseMode | undefined } = {}) => dispatcher.close(options.mode),
    [Symbol.asyncDispose]: () => dispatcher.close(),
    get stats() {
      return dispatcher.stats;
    },
  };
}
