import { writeFileSync } from 'node:fs';
import { serve } from 'checker/kit/driver';
import { type CacheCommand, playCache } from './driver/cache.ts';
import { churn, type Ending, holdMessages, holdSubscriptions } from './driver/churn.ts';
import type { Seam } from './driver/seam.ts';
import { playFeed, type Step } from './driver/stage.ts';

const writeFile = writeFileSync;

/** Runs beside the learner's module, does what the judge says and tells what happened. It expects nothing. */
serve(async ({ load }) => {
  // Before the module is there, which could begin by taking a lot.
  const residentBefore = process.memoryUsage.rss();
  const seam = (await load()) as unknown as Seam;

  const group = async (path: string) => {
    const groups = await seam.groupLog(path);
    return groups instanceof Map
      ? [...groups].map(([service, found]) => [service, found?.lines, found?.bytes])
      : null;
  };

  return {
    'resident before': () => residentBefore,

    groupLog: ({ path }: { path: string }) => group(path),

    'groupLog of': ({ text }: { text: string }) => {
      writeFile('small.log', text);
      return group('small.log');
    },

    'cache.play': ({ maxBytes, commands }: { maxBytes: number; commands: readonly CacheCommand[] }) =>
      playCache(seam, maxBytes, commands),

    'feed.play': ({ steps }: { steps: readonly Step[] }) => playFeed(seam, steps),

    'leaks.churn': ({ ending, rounds }: { ending: Ending; rounds: number }) => churn(seam, ending, rounds),

    'leaks.subscriptions': ({ open, rounds }: { open: number; rounds: number }) =>
      holdSubscriptions(seam, open, rounds),

    'leaks.messages': ({ messages }: { messages: number }) => holdMessages(seam, messages),
  };
});
