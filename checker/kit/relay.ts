import type { Listening } from '../src/services/access.ts';
import type { Relay } from '../src/services/relay/relay.ts';
import type { PostgresDatabase } from './postgres.ts';
import type { RedisInstance } from './redis.ts';
import type { Scenario } from './scenario.ts';

export type { Statement } from '../src/services/relay/records.ts';

const usualPatienceMs = 10_000;

/** Stands between the submission and a server, and breaks the connection between them in every way that production does. */
export interface RelayHost {
  /** A relay in front of a database of this scenario, and the DATABASE_URL that leads through it. */
  postgres(database: PostgresDatabase): Promise<FaultyLink>;
  /** A relay in front of an instance of this scenario, and the REDIS_URL that leads through it. */
  redis(instance: RedisInstance): Promise<FaultyLink>;
}

/** The relay with its verbs and records. What is done with it stands in the transcript. It ends with the scenario. */
export interface FaultyLink extends Relay {
  readonly url: string;
  /** Waits for what the relay sees, such as a statement that has come; false past the patience. */
  sees(what: string, predicate: () => boolean, patienceMs?: number): Promise<boolean>;
}

export function createRelays(scenario: Scenario): RelayHost {
  return {
    postgres: (database) => open(scenario, database, 'postgres'),
    redis: (instance) => open(scenario, instance, 'redis'),
  };
}

async function open(
  scenario: Scenario,
  server: { readonly listening: Listening; urlThrough(listening: Listening): string },
  protocol: 'postgres' | 'redis',
): Promise<FaultyLink> {
  // Loaded with the first relay, since most exercises have none.
  const { openRelay } = await import('../src/services/relay/relay.ts');
  const relay = await openRelay({
    to: server.listening,
    protocol,
    now: () => scenario.now(),
    signal: scenario.signal,
    openDoorway: scenario.box().network.openDoorway,
  });
  scenario.defer(async () => relay[Symbol.asyncDispose]());
  relay.listen((event) => {
    if (event.kind !== 'fault') return;
    scenario.note({ kind: 'note', text: `between the service and ${names[protocol]}: ${event.verb}` });
    scenario.trace.mark({ lane: names[protocol], event: event.verb });
  });
  return {
    ...relay,
    url: server.urlThrough({ host: relay.host, port: relay.port }),
    async sees(what, predicate, patienceMs = usualPatienceMs) {
      const patience = AbortSignal.timeout(patienceMs);
      const seen = relay.until(predicate, AbortSignal.any([patience, scenario.signal])).then(
        () => true,
        (error: unknown) => {
          if (patience.aborted) return false;
          throw error;
        },
      );
      return scenario.waitingFor(what, seen);
    },
  };
}

const names = { postgres: 'PostgreSQL', redis: 'Redis' } as const;
