import { serve } from 'checker/kit/driver';
import type { Action } from './driver/actions.ts';
import {
  activeResources,
  countListeners,
  type Flood,
  flood,
  heapUsed,
  raceEmptyTasks,
} from './driver/measure.ts';
import { openScene } from './driver/scene.ts';
import type { JudgedPool, Seam } from './driver/seam.ts';
import { turn } from './driver/turn.ts';

const counters = ['queued', 'active', 'completed', 'failed', 'timedOut', 'cancelled'];

/** Runs beside the learner's module, does what the judge says and tells what happened. It expects nothing. */
serve(async ({ load, emit }) => {
  const seam = (await load()) as unknown as Seam;
  let scene = openScene(seam, emit);
  process.on('unhandledRejection', (error) => emit('unhandled', { error: scene.teller.tell(error) }));
  process.on('uncaughtException', (error) => emit('uncaught', { error: scene.teller.tell(error) }));

  return {
    /** Forgets everything, so that names can be used again. */
    reset: () => {
      scene.end();
      scene = openScene(seam, emit);
    },

    'pool.create': (params: { pool: string; kind: 'workers' | 'threads'; options: unknown }) => {
      const options = scene.decode(params.options);
      try {
        const pool =
          params.kind === 'workers' ? seam.createWorkerPool(options) : seam.createThreadPool(options);
        scene.pools.set(params.pool, pool);
        return { error: null };
      } catch (error) {
        return { error: scene.teller.tell(error) };
      }
    },

    /** Does it all in one go, lets the event loop turn, and says what the pools counted before and after that. */
    act: async (params: { actions: readonly Action[]; pace: 'quick' | 'slow' }) => {
      for (const action of params.actions) scene.act(action);
      const atOnce = statsOfAll();
      await turn(params.pace);
      return { atOnce, stats: statsOfAll() };
    },

    listeners: (params: { signal: string }) => countListeners(scene.signal(params.signal)),
    resources: () => activeResources(),
    heap: () => heapUsed(),
    flood: ({ pool, options, ...rest }: Flood & { pool: string }) =>
      flood(scene.pools.get(pool) as JudgedPool, {
        ...rest,
        options: scene.decode(options) as Flood['options'],
      }),
    race: (params: { tasks: number; concurrency: number; rounds: number }) => raceEmptyTasks(seam, params),

    'shared.read': (params: { name: string }) => scene.shared.read(params.name),
    'shared.set': (params: { name: string; index: number; value: number }) =>
      scene.shared.set(params.name, params.index, params.value),
    'shared.until': (params: { name: string; index: number; value: number; patienceMs: number }) =>
      scene.shared.until(params.name, params.index, params.value, params.patienceMs),
  };

  function statsOfAll(): Record<string, unknown> {
    const read = (pool: JudgedPool) => Object.fromEntries(counters.map((each) => [each, pool.stats?.[each]]));
    return Object.fromEntries([...scene.pools].map(([name, pool]) => [name, read(pool)]));
  }
});
