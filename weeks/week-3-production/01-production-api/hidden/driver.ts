import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from 'checker/kit/driver';
import { type Environment, loadIt } from './driver/configs.ts';
import { createFailing, type Failure } from './driver/failing-app.ts';
import type { Seam } from './driver/seam.ts';

/** Runs beside the learner's module, does what the judge says and tells what happened. It expects nothing. */
serve(async ({ load }) => {
  const seam = (await load()) as unknown as Seam;
  const failing = createFailing(seam);
  return {
    /** What `loadConfig` makes of each of them. */
    'config.load': ({ environments }: { environments: readonly Environment[] }) =>
      environments.map((env) => loadIt(seam, env)),

    /** An app whose store fails as it is told; tells its port. */
    'failing.open': async () => {
      failing.server.listen(0, '127.0.0.1');
      await once(failing.server, 'listening');
      return (failing.server.address() as AddressInfo).port;
    },
    'failing.rule': (failure: Failure) => failing.rule(failure),
    /** The lines since the last call that have an `err`. */
    'failing.lines': () => failing.take(),
  };
});
