import { CheckerError } from '../src/errors.ts';
import type { Availability, ServiceName } from '../src/services/access.ts';
import { serviceTrouble } from '../src/services/server.ts';
import type { KeptMirrors } from './keep-mirrors.ts';
import type { Scenario } from './scenario.ts';

/** Of this judging process, which has one network for all its scenarios. */
let ownMirrors: KeptMirrors | null = null;

/** Where the service is; where it cannot be had, the scenario ends, and the learner is not charged. */
export function accessTo<Access>(found: Availability<Access> | null, service: ServiceName): Access {
  if (found === null) throw new Error(`the manifest does not list ${service} among its services`);
  if (found.kind === 'unavailable') throw serviceTrouble(found.cause, found.hint);
  return found.access;
}

/** Where this process has a network of its own: the port that the server's URL names there leads to it from now on. */
export async function openMirror(scenario: Scenario, service: ServiceName): Promise<void> {
  const mirror = scenario.run.mirrors?.[service] ?? null;
  if (mirror === null) return;
  try {
    ownMirrors ??= (await import('./keep-mirrors.ts')).keepMirrors();
    await ownMirrors.open(mirror, scenario.signal);
  } catch (error) {
    throw troubleOf(service, error);
  }
}

/** What went wrong between the judge and a server, before the submission had anything to do with it. */
export function troubleOf(service: string, error: unknown): unknown {
  if (error instanceof CheckerError || !(error instanceof Error)) return error;
  const { code } = error as { readonly code?: string };
  if (code === '53100') {
    return serviceTrouble(
      `${service} has no space left on its disk`,
      'Free some space, then check again.',
      error,
    );
  }
  return serviceTrouble(
    `${service} did not do what the judge asked: ${error.message}`,
    'Check again: a server that has ended is started anew. If it stays, run `npm run checker -- doctor`.',
    error,
  );
}
