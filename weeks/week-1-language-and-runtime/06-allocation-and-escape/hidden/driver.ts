import { serve } from 'checker/kit/driver';
import { feedAverage, measureAverageGarbage, type Peer } from './driver/averages.ts';
import {
  type LargeLog,
  slowestOfLarge,
  slowestThenOverwrite,
  summariseLarge,
  summariseThenOverwrite,
} from './driver/letting-go.ts';
import { measureLineGarbage, readLog } from './driver/lines.ts';
import type { Seam } from './driver/seam.ts';

/** Runs beside the learner's module, does what the judge says and tells what happened. It expects nothing. */
serve(async ({ load }) => {
  const learned = (await load()) as unknown as Seam;
  return {
    'lines.read': (params: { text: string; before: number }) => readLog(learned, params.text, params.before),
    'lines.garbage': (params: { logs: readonly string[]; lines: number; passes: number }) =>
      measureLineGarbage(learned, params),
    'average.feed': (params: { size: number; feeds: readonly (readonly number[])[]; spare: number }) =>
      feedAverage(learned, params),
    'average.garbage': (params: {
      size: number;
      feeds: readonly (readonly number[])[];
      passes: number;
      peer: Peer;
    }) => measureAverageGarbage(learned, params),
    'slowest.told': (params: { text: string; count: number }) => slowestThenOverwrite(learned, params),
    'slowest.large': (params: { log: LargeLog; count: number; enough: number }) =>
      slowestOfLarge(learned, params),
    'summary.told': (params: { text: string; statuses: readonly number[] }) =>
      summariseThenOverwrite(learned, params),
    'summary.large': (params: { log: LargeLog; statuses: readonly number[]; enough: number }) =>
      summariseLarge(learned, params),
  };
});
