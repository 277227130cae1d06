import { type CloseOptions, Crew, type RunOptions, type Stats } from './crew.ts';
import { mapWith } from './map-with.ts';
import type { Ticket } from './ticket.ts';
import { assertDelay, assertSignal, assertWhole } from './validate.ts';

type Task<T> = (signal: AbortSignal) => T | PromiseLike<T>;

export class WorkerPool implements AsyncDisposable {
  readonly #crew: Crew;
  readonly #concurrency: number;

  constructor(options: {
    readonly concurrency: number;
    readonly queueLimit?: number | undefined;
    readonly taskTimeoutMs?: number | undefined;
    readonly signal?: AbortSignal | undefined;
  }) {
    const { concurrency, queueLimit = Number.POSITIVE_INFINITY, taskTimeoutMs, signal } = options;
    assertWhole(concurrency, 'concurrency', 1);
    assertWhole(queueLimit, 'queueLimit', 0, true);
    assertDelay(taskTimeoutMs, 'taskTimeoutMs');
    assertSignal(signal);
    this.#concurrency = concurrency;
    this.#crew = new Crew({ workers: concurrency, line: queueLimit, defaultMs: taskTimeoutMs }, signal);
  }

  get stats(): Stats {
    return this.#crew.stats;
  }

  run<T>(task: Task<T>, options?: RunOptions): Promise<T> {
    return this.#run(task, options, false);
  }

  map<A, B>(
    items: Iterable<A> | AsyncIterable<A>,
    f: (item: A, signal: AbortSignal) => B | PromiseLike<B>,
    options: RunOptions = {},
  ): AsyncGenerator<B, void, void> {
    const start = (item: A, signal: AbortSignal) =>
      this.#run((own) => f(item, own), { ...options, signal }, true);
    return mapWith(items, start, this.#concurrency, options.signal);
  }

  onIdle(): Promise<void> {
    return this.#crew.idle();
  }

  close(options?: CloseOptions): Promise<void> {
    return this.#crew.close(options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #run<T>(task: Task<T>, options: RunOptions | undefined, isPatient: boolean): Promise<T> {
    if (typeof task !== 'function') throw new TypeError('task is not a function');
    const play = (signal: AbortSignal, ticket: Ticket) => {
      ticket.startClock();
      return task(signal);
    };
    return (await this.#crew.admit(play, options, isPatient)) as T;
  }
}

export function createWorkerPool(options: ConstructorParameters<typeof WorkerPool>[0]): WorkerPool {
  return new WorkerPool(options);
}
