import { serve } from 'checker/kit/driver';
import { churn } from './driver/churn.ts';
import type { Capacities, Command } from './driver/commands.ts';
import type { Seam } from './driver/seam.ts';
import { createStage, type Stage } from './driver/stage.ts';

/** Runs beside the learner's module, does what the judge says and tells what happened. It expects nothing. */
serve(async ({ load }) => {
  let stage: Stage | null = null;
  // Otherwise the first one would end the process; the judge wants to see it.
  process.on('unhandledRejection', (error) => stage?.unhandled(error));
  const learned = (await load()) as unknown as Seam;

  return {
    'stage.open': (params: { capacities: Capacities }) => {
      stage = createStage(learned, params.capacities);
    },

    'stage.play': (params: { commands: readonly Command[] }) => stage?.play(params.commands),

    /** New channels, the whole story, and what was seen of it. */
    'stage.story': (params: { capacities: Capacities; commands: readonly Command[] }) => {
      stage = createStage(learned, params.capacities);
      return stage.play(params.commands);
    },

    /** NaN and the infinities stand as text, since JSON has no words for them. */
    'channel.make': ({ capacity }: { capacity: number | string }) => {
      new learned.Channel(Number(capacity));
    },

    churn: (params: { rounds: number }) => churn(learned, params.rounds),
  };
});
