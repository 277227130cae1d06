import { serve } from 'checker/kit/driver';
import { createApps } from './driver/apps.ts';
import { createChains } from './driver/chains.ts';
import { activeResources, heapUsed } from './driver/measure.ts';
import { crowdMutex, type MutexStep, playMutex } from './driver/mutexes.ts';
import type { Seam } from './driver/seam.ts';
import { createTeller } from './driver/tell.ts';
import { turn } from './driver/turn.ts';

/** Runs beside the learner's module, does what the judge says and tells what happened. It expects nothing. */
serve(async ({ load, emit, gate }) => {
  const seam = (await load()) as unknown as Seam;
  const teller = createTeller();
  // Either would end the learner's own process; here it is told, so that one fault does not hide the next.
  process.on('unhandledRejection', (error) =>
    emit('escaped', { how: 'rejection', error: teller.tell(error) }),
  );
  process.on('uncaughtException', (error) =>
    emit('escaped', { how: 'exception', error: teller.tell(error) }),
  );
  return {
    ...createApps(seam, emit),
    ...createChains(seam, gate),
    'mutex.play': ({ steps, pace }: { steps: readonly MutexStep[]; pace: 'quick' | 'slow' }) =>
      playMutex(seam, steps, pace),
    'mutex.crowd': (params: { calls: number }) => crowdMutex(seam, params),
    /** Lets everything happen that is due. */
    turn: () => turn(),
    heap: () => heapUsed(),
    resources: () => activeResources(),
  };
});
