import { abortSignal, ifGiven, milliseconds } from './check.ts';
import { PoolClosedError, QueueFullError, TaskTimeoutError } from './errors.ts';
import { createSemaphore } from './semaphore.ts';
import { createTally, type Stats } from './tally.ts';

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface CloseOptions {
  readonly mode?: 'drain' | 'abort' | undefined;
}

/** What is run: it is given its signal and what starts the clock. */
export type Job = (signal: AbortSignal, startClock: () => void) => unknown;

export interface Engine {
  readonly stats: Stats;
  execute(job: Job, options: RunOptions | undefined, patient?: boolean): Promise<unknown>;
  onIdle(): Promise<void>;
  close(options?: CloseOptions): Promise<void>;
}

export interface EngineOptions {
  readonly concurrency: number;
  readonly queueLimit: number;
  readonly taskTimeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A semaphore, a tally, and the set of what can still be given up. */
export function createEngine({
  concurrency,
  queueLimit,
  taskTimeoutMs,
  signal: shutdown,
}: EngineOptions): Engine {
  const slots = createSemaphore(concurrency);
  const tally = createTally();
  const alive = new Set<(reason: unknown) => void>();
  let onceIdle: (() => void)[] = [];
  let isOpen = true;

  const cancelAll = (reason: unknown) => {
    for (const cancel of [...alive].reverse()) cancel(reason);
  };
  const onShutdown = () => cancelAll(shutdown?.reason);
  shutdown?.addEventListener('abort', onShutdown, { once: true });

  const settleIdle = () => {
    if (!tally.isIdle) return;
    for (const resolve of onceIdle.splice(0)) resolve();
    onceIdle = [];
  };

  /** What speaks against taking it, in the order of the contract; null when nothing does. */
  const refusal = (
    signal: AbortSignal | undefined,
    patient: boolean,
  ): { readonly reason: unknown } | null => {
    if (!isOpen) return { reason: new PoolClosedError('closed') };
    if (shutdown?.aborted) return { reason: shutdown.reason };
    if (signal?.aborted) return { reason: signal.reason };
    if (!patient && slots.free === 0 && slots.waiting >= queueLimit)
      return { reason: new QueueFullError(`${queueLimit} are waiting`) };
    return null;
  };

  function accept(
    job: Job,
    signal: AbortSignal | undefined,
    timeoutMs: number | undefined,
  ): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    // Made when it starts: thousands that wait would keep thousands of them.
    let control: AbortController | null = null;
    let verdict: 'timedOut' | 'cancelled' | null = null;
    let timer: NodeJS.Timeout | undefined;

    const giveUp = (why: 'timedOut' | 'cancelled', reason: unknown) => {
      if (verdict !== null) return;
      verdict = why;
      detach();
      reject(reason);
      if (control !== null) return control.abort(reason);
      withdraw();
      tally.move('queued', why);
      settleIdle();
    };
    const cancel = (reason: unknown) => giveUp('cancelled', reason);
    const onAbort = () => cancel(signal?.reason);
    const detach = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      alive.delete(cancel);
    };
    const startClock = () => {
      if (timeoutMs === undefined || verdict !== null) return;
      timer = setTimeout(() => giveUp('timedOut', new TaskTimeoutError(`over ${timeoutMs} ms`)), timeoutMs);
    };
    const leave = (how: 'completed' | 'failed') => {
      detach();
      tally.move('active', verdict ?? how);
      slots.give();
      settleIdle();
    };
    const work = async () => {
      // A microtask later than the permit: whoever gives one back is done with it by then.
      await null;
      if (verdict !== null) return slots.give();
      control = new AbortController();
      tally.move('queued', 'active');
      try {
        const value = await job(control.signal, startClock);
        leave('completed');
        resolve(value);
      } catch (thrown) {
        leave('failed');
        reject(thrown instanceof Error ? thrown : new Error('thrown by a task', { cause: thrown }));
      }
    };

    tally.enter();
    alive.add(cancel);
    signal?.addEventListener('abort', onAbort);
    const withdraw = slots.take(() => void work());
    return promise;
  }

  const onIdle = () =>
    tally.isIdle ? Promise.resolve() : new Promise<void>((resolve) => void onceIdle.push(resolve));

  return {
    get stats() {
      return tally.stats;
    },
    execute(job, options, patient = false) {
      const { signal, timeoutMs = taskTimeoutMs } = options ?? {};
      ifGiven(abortSignal)('signal', signal);
      ifGiven(milliseconds)('timeoutMs', timeoutMs);
      const refused = refusal(signal, patient);
      return refused === null ? accept(job, signal, timeoutMs) : Promise.reject(refused.reason);
    },
    onIdle,
    async close({ mode } = {}) {
      isOpen = false;
      if (mode === 'abort') cancelAll(new PoolClosedError('closed'));
      await onIdle();
      shutdown?.removeEventListener('abort', onShutdown);
    },
  };
}
