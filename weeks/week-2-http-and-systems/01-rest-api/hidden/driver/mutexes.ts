import { getEventListeners } from 'node:events';
import type { Seam } from './seam.ts';
import { createTeller, type Told } from './tell.ts';
import { settle } from './turn.ts';

const listenersOf = getEventListeners;

/** How a function ends: with its own object, that of an error, or a falsy one; at once or as a promise. */
export type Ending = 'returns' | 'resolves' | 'throws' | 'rejects' | 'throws nothing';

export type MutexStep =
  /** A call. With `held` its function waits for `open`, and ends then; without, it ends at once. */
  | {
      readonly do: 'run';
      readonly id: string;
      readonly ending: Ending;
      readonly held: boolean;
      readonly signal?: string;
    }
  | { readonly do: 'open'; readonly id: string }
  | { readonly do: 'abort'; readonly signal: string; readonly reason: 'error' | 'text' | 'none' }
  | { readonly do: 'turn' };

export type MutexOutcome =
  | { readonly how: 'resolved'; readonly value: Told }
  | { readonly how: 'rejected' | 'threw'; readonly error: Told };

/** As things stand after a turn. */
export interface MutexSight {
  /** Ids in the order in which their functions were called. */
  readonly started: readonly string[];
  /** The most that were under way at once so far. */
  readonly most: number;
  readonly settled: Readonly<Record<string, MutexOutcome>>;
}

export interface MutexPlay {
  readonly sights: readonly MutexSight[];
  /** Listeners of `abort` that are left on each signal. */
  readonly listeners: Readonly<Record<string, number>>;
}

/** Plays steps on a new mutex; a turn lasts until nothing more happens by itself, timers only at the slow pace. */
export async function playMutex(
  seam: Seam,
  steps: readonly MutexStep[],
  pace: 'quick' | 'slow',
): Promise<MutexPlay> {
  const mutex = new seam.Mutex();
  const teller = createTeller();
  const controllers = new Map<string, AbortController>();
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const started: string[] = [];
  const settled: Record<string, MutexOutcome> = {};
  let running = 0;
  let most = 0;

  const controller = (name: string) => {
    const found = controllers.get(name) ?? new AbortController();
    controllers.set(name, found);
    return found;
  };
  const gate = (id: string) => {
    const found = gates.get(id) ?? Promise.withResolvers<void>();
    gates.set(id, found);
    return found;
  };
  const end = (id: string, ending: Ending) => {
    running--;
    if (ending === 'returns' || ending === 'resolves') return teller.know({}, `the result of ${id}`);
    if (ending === 'throws nothing') throw undefined;
    throw teller.know(new Error(id), `the error of ${id}`);
  };
  const functionOf =
    ({ id, ending, held }: Extract<MutexStep, { do: 'run' }>) =>
    () => {
      started.push(id);
      running++;
      most = Math.max(most, running);
      if (held) return gate(id).promise.then(() => end(id, ending));
      if (ending === 'resolves' || ending === 'rejects') return (async () => end(id, ending))();
      return end(id, ending);
    };

  const sights: MutexSight[] = [];
  for (const step of steps) {
    switch (step.do) {
      case 'run': {
        const { id } = step;
        const signal = step.signal === undefined ? [] : [controller(step.signal).signal];
        try {
          mutex.runExclusive(functionOf(step), ...signal).then(
            (value) => {
              settled[id] = { how: 'resolved', value: teller.tell(value) };
            },
            (error: unknown) => {
              settled[id] = { how: 'rejected', error: teller.tell(error) };
            },
          );
        } catch (error) {
          settled[id] = { how: 'threw', error: teller.tell(error) };
        }
        break;
      }
      case 'open':
        gate(step.id).resolve();
        break;
      case 'abort':
        abort(controller(step.signal), step.signal, step.reason);
        break;
      case 'turn':
        await settle(() => started.length + Object.keys(settled).length, pace);
        sights.push({ started: [...started], most, settled: { ...settled } });
        break;
      default:
        step satisfies never;
    }
  }
  const listeners = Object.fromEntries(
    [...controllers].map(([name, { signal }]) => [name, listenersOf(signal, 'abort').length]),
  );
  return { sights, listeners };

  function abort(aborted: AbortController, name: string, reason: 'error' | 'text' | 'none') {
    if (reason === 'error') aborted.abort(teller.know(new Error(name), `the reason of ${name}`));
    else if (reason === 'text') aborted.abort(`the reason of ${name}`);
    else {
      aborted.abort();
      teller.know(aborted.signal.reason as object, `the reason of ${name}`);
    }
  }
}

/** So many calls at once, of functions that return at once: the order in which they ran is told by how many ran out of it. */
export async function crowdMutex(seam: Seam, { calls }: { calls: number }) {
  const mutex = new seam.Mutex();
  const hold = Promise.withResolvers<void>();
  let ran = 0;
  let disordered = 0;
  const all = [mutex.runExclusive(() => hold.promise)];
  for (let at = 0; at < calls; at++)
    all.push(
      mutex.runExclusive(() => {
        if (ran++ !== at) disordered++;
      }),
    );
  hold.resolve();
  const failed = (await Promise.allSettled(all)).filter(({ status }) => status === 'rejected').length;
  return { ran, disordered, failed };
}
