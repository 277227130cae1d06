import { serve } from 'checker/kit/driver';
import type { Command } from './driver/commands.ts';
import type { Seam } from './driver/seam.ts';
import { createStage } from './driver/stage.ts';

/** Runs beside the learner's module, hands it readers and writers of the judge's, and tells what happened to them. */
serve(async ({ load }) => {
  const stage = createStage();
  // Otherwise the first one would end the process; the judge wants to see it.
  process.on('unhandledRejection', (error) => stage.unhandled(error));
  const learned = (await load()) as unknown as Seam;
  return {
    play: ({ commands }: { commands: readonly Command[] }) => stage.play(learned, commands),
  };
});
