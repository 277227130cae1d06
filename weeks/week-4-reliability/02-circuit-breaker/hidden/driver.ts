import { serve } from 'checker/kit/driver';
import { churn, type Ending, measureRetained } from './driver/churn.ts';
import type { BreakerSettings, Command, StageSettings } from './driver/commands.ts';
import { createHttpClient, type HttpClient } from './driver/http-client.ts';
import { measureOverhead } from './driver/overhead.ts';
import type { Seam } from './driver/seam.ts';
import { createStage, type Stage } from './driver/stage.ts';

/** Runs beside the learner's module, does what the judge says and tells what happened. It expects nothing. */
serve(async ({ load }) => {
  let stage: Stage | null = null;
  let client: HttpClient | null = null;
  // Otherwise the first one would end the process; the judge wants to see it.
  process.on('unhandledRejection', (error) => stage?.unhandled(error));
  const learned = (await load()) as unknown as Seam;

  return {
    'stage.open': (params: StageSettings) => {
      stage = createStage(learned, params);
    },

    'stage.play': (params: { commands: readonly Command[] }) => stage?.play(params.commands),

    /** A new stage, the whole story, and what was seen of it. */
    'stage.story': (params: StageSettings & { commands: readonly Command[] }) => {
      stage = createStage(learned, params);
      return stage.play(params.commands);
    },

    'leaks.churn': (params: { ending: Ending; calls: number }) => churn(learned, params.ending, params.calls),

    'leaks.retained': (params: { calls: number }) => measureRetained(learned, params.calls),

    'overhead.measure': (params: { rounds: number; calls: number }) =>
      measureOverhead(learned, params.rounds, params.calls),

    'http.open': (params: BreakerSettings) => {
      client = createHttpClient(learned, params);
    },

    'http.get': (params: { url: string }) => client?.get(params.url),

    'http.advance': (params: { ms: number }) => client?.advance(params.ms),
  };
});
