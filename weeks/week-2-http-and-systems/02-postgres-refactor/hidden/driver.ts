import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from 'checker/kit/driver';
import { type Play, playRetry } from './driver/retries.ts';
import type { Logger, Seam } from './driver/seam.ts';
import { makeThing, type Thing } from './driver/thrown-things.ts';

/** Runs beside the learner's module, does what the judge says and tells what happened. It expects nothing. */
serve(async ({ load }) => {
  const seam = (await load()) as unknown as Seam;
  return {
    /** An app on the memory store; tells its port. */
    'app.open': async () => {
      const server = seam.createApp({
        store: seam.createMemoryStore(),
        logger: silent(),
        clock: { now: () => new Date() },
        config,
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },

    /** What the function says to each of them. */
    classify: ({ things }: { things: readonly Thing[] }) =>
      things.map((thing) => {
        try {
          const word = seam.classifyDatabaseError(makeThing(thing));
          return typeof word === 'string' ? word : `no text: ${typeof word}`;
        } catch {
          return 'threw';
        }
      }),

    'retry.play': (play: Play) => playRetry(seam, play),
  };
});

const config = {
  port: 0,
  host: '127.0.0.1',
  requestTimeoutMs: 5_000,
  shutdownDelayMs: 0,
  shutdownTimeoutMs: 1_000,
  maxBodyBytes: 2_097_152,
  logLevel: 'error',
} as const;

function silent(): Logger {
  const nothing = () => {};
  return { debug: nothing, info: nothing, warn: nothing, error: nothing, child: silent };
}
