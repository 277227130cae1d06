import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pLimit from 'p-limit';
import type { Seam } from './seam.ts';
import { turn } from './turn.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const { now } = performance;
const clock = now.bind(performance);
const usage = process.memoryUsage.bind(process);
const resources = process.getActiveResourcesInfo.bind(process);
const listenersOf = getEventListeners;

/** Listeners of the event `abort`, as far as they can be counted. */
export function countListeners(signal: AbortSignal): number {
  return listenersOf(signal, 'abort').length;
}

/** What keeps the process alive, by name, sorted. */
export function activeResources(): string[] {
  return resources().sort();
}

export async function heapUsed(): Promise<number> {
  await turn('slow');
  collectGarbage();
  collectGarbage();
  return usage().heapUsed;
}

export interface Flood {
  readonly tasks: number;
  readonly concurrency: number;
  /** So many are submitted before any of them is awaited. */
  readonly batch: number;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Runs very many tasks, by batches: some return, some wait for a turn, some throw. Resolves with the number of results. */
export async function flood(
  pool: ReturnType<Seam['createWorkerPool']>,
  { tasks, batch, options }: Flood,
): Promise<number> {
  let results = 0;
  for (let done = 0; done < tasks; done += batch) {
    const promises: Promise<unknown>[] = [];
    for (let at = 0; at < batch; at++) promises.push(pool.run(taskOf(at), options));
    for (const promise of promises)
      await promise.then(
        () => results++,
        () => {},
      );
  }
  return results;
}

/** They leave a listener on their own signal, which is theirs alone: nothing but the pool could keep it alive. */
function taskOf(at: number): (signal: AbortSignal) => unknown {
  const task = (signal: AbortSignal) => {
    signal.addEventListener('abort', () => at);
    if (at % 100 === 0) throw new Error('one in a hundred');
    return at;
  };
  return at % 2 === 0 ? async (signal) => task(signal) : task;
}

/** Best time in ms of some rounds for empty tasks, the pool's and p-limit's taken in turns. */
export async function raceEmptyTasks(
  seam: Seam,
  { tasks, concurrency, rounds }: { tasks: number; concurrency: number; rounds: number },
): Promise<{ pool: number; peer: number }> {
  const empty = () => {};
  const best = { pool: Number.POSITIVE_INFINITY, peer: Number.POSITIVE_INFINITY };
  const time = async (who: 'pool' | 'peer', run: (task: () => void) => Promise<unknown>) => {
    collectGarbage();
    const started = clock();
    const promises: Promise<unknown>[] = [];
    for (let at = 0; at < tasks; at++) promises.push(run(empty));
    await Promise.all(promises);
    best[who] = Math.min(best[who], clock() - started);
  };
  for (let round = 0; round < rounds; round++) {
    const pool = seam.createWorkerPool({ concurrency });
    await time('pool', (task) => pool.run(task));
    await time('peer', pLimit(concurrency));
    await pool.close();
  }
  return best;
}
