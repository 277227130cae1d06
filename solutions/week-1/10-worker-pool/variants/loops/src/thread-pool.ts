import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CloseOptions, Crew, type RunOptions, type Stats } from './crew.ts';
import { Seat } from './seat.ts';
import { assertDelay, assertWhole } from './validate.ts';

export interface ThreadPoolOptions {
  readonly size: number;
  readonly module: URL | string;
  readonly taskTimeoutMs?: number | undefined;
  readonly maxHeapMb?: number | undefined;
}

/** As many seats as threads. A seat outlives the thread that sits in it. */
export class ThreadPool implements AsyncDisposable {
  readonly #crew: Crew;
  readonly #seats: Seat[];

  constructor({ size, module, taskTimeoutMs, maxHeapMb }: ThreadPoolOptions) {
    assertWhole(size, 'size', 1);
    assertDelay(taskTimeoutMs, 'taskTimeoutMs');
    if (maxHeapMb !== undefined) assertWhole(maxHeapMb, 'maxHeapMb', 1);
    const url = locate(module);
    this.#crew = new Crew({ workers: size, line: Number.POSITIVE_INFINITY, defaultMs: taskTimeoutMs });
    this.#seats = Array.from({ length: size }, () => new Seat(url, maxHeapMb));
  }

  get stats(): Stats {
    return this.#crew.stats;
  }

  async run(name: string, args: readonly unknown[] = [], options?: RunOptions): Promise<unknown> {
    if (typeof name !== 'string') throw new TypeError('name is not a string');
    if (!Array.isArray(args)) throw new TypeError('args is not an array');
    return this.#crew.admit((signal, ticket) => {
      // There are as many seats as workers of the crew, so one is free.
      const seat = this.#seats.find(({ isTaken }) => !isTaken) as Seat;
      return seat.call(name, args, signal, () => ticket.startClock());
    }, options);
  }

  onIdle(): Promise<void> {
    return this.#crew.idle();
  }

  async close(options?: CloseOptions): Promise<void> {
    await this.#crew.close(options);
    for (const seat of this.#seats) await seat.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

export function createThreadPool(options: ThreadPoolOptions): ThreadPool {
  return new ThreadPool(options);
}

function locate(module: URL | string): string {
  if (typeof module === 'string')
    return isAbsolute(module) ? pathToFileURL(module).href : new URL(module).href;
  if (module instanceof URL) return module.href;
  throw new TypeError('module is neither a URL nor a path');
}
