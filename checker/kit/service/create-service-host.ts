import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BoxProcess } from '../../src/box/box.ts';
import { excerptOf } from '../excerpt.ts';
import type { Run } from '../fixtures.ts';
import { createHttpClient } from '../http/create-http.ts';
import { permissionOf } from '../permission-of.ts';
import type { PostgresDatabase, PostgresHost } from '../postgres.ts';
import type { RedisHost, RedisInstance } from '../redis.ts';
import { runOf } from '../run-of.ts';
import type { Scenario } from '../scenario.ts';
import { settledWithin } from '../settled-within.ts';
import { tellEnding } from '../words.ts';
import { awaitListening } from './await-listening.ts';
import { nextLine, readLogLines } from './log-lines.ts';
import { migratedDatabase } from './migrated-database.ts';
import { readMainThreadCpuMs, readResources } from './resources.ts';
import type { LaunchedService, ServiceHost, ServiceOptions } from './service-host.ts';

const usualPatienceMs = 10_000;
/** How long a connection that broke may be ahead of the news that its process has ended. */
const newsMs = 500;

/** Starts services in the scenario's box. Each is ended with it, and what it wrote to stderr stands in a failure. */
export function createServiceHost(
  scenario: Scenario,
  servers: { readonly postgres: () => PostgresHost; readonly redis: () => RedisHost },
): ServiceHost {
  const { manifest, app } = scenario.run;
  const entryOf = (entry: string) => join(app, entry.replace(/\.m?ts$/, '.js'));
  let peers = 0;
  let usualDatabase: Promise<PostgresDatabase> | null = null;
  let usualRedis: Promise<RedisInstance> | null = null;
  const database = () => {
    usualDatabase ??= migratedDatabase(scenario, servers.postgres());
    return usualDatabase;
  };
  const redis = () => {
    usualRedis ??= servers.redis().instance();
    return usualRedis;
  };
  /** What the contract has no default for. */
  const usualEnvironment = async (given: ServiceOptions['env'] = {}) => {
    const wants = (name: 'postgres' | 'redis', variable: string) =>
      manifest.services.includes(name) && given[variable] === undefined;
    return {
      ...(wants('postgres', 'DATABASE_URL') ? { DATABASE_URL: (await database()).url } : {}),
      ...(wants('redis', 'REDIS_URL') ? { REDIS_URL: (await redis()).url } : {}),
    };
  };
  let started = 0;
  /** Requests say who was asked once there is somebody else. */
  const start = (entry: string, options: ServiceOptions & { readonly name: string }) => {
    started++;
    return launchService(scenario, entry, { ...options, several: () => started > 1 });
  };
  const names = new Map<string, number>();
  const nameOf = ({ name, entry }: ServiceOptions) => {
    if (name !== undefined) return name;
    const usual = entry ?? manifest.id;
    const count = (names.get(usual) ?? 0) + 1;
    names.set(usual, count);
    return count === 1 ? usual : `${usual} ${count}`;
  };
  const launch = async (options: ServiceOptions = {}) => {
    const name = nameOf(options);
    const env = { ...(await usualEnvironment(options.env)), ...options.env };
    return start(entryOf(options.entry ?? manifest.entry), { ...options, name, env });
  };
  return {
    launch,
    database,
    redis,
    async start(options = {}) {
      return (await launch(options)).listening(options.patienceMs);
    },
    async peer(source) {
      const path = join(scenario.box().scratch, 'work', `peer-${++peers}.mjs`);
      writeFileSync(path, source);
      return (await start(path, { name: 'the server to compare with' })).listening();
    },
  };
}

async function launchService(
  scenario: Scenario,
  entry: string,
  options: ServiceOptions & { readonly name: string; readonly several: () => boolean },
): Promise<LaunchedService> {
  const { manifest } = scenario.run;
  const { name, several, args = [], wrapper } = options;
  const env = { PORT: '0', ...options.env };
  const child = await scenario.box().spawn({
    run: { kind: 'node', entry },
    args,
    env,
    ...(wrapper === undefined ? {} : { wrapper }),
    ...(manifest.runsIn === 'submission' ? { cwd: scenario.run.app } : {}),
    permission: permissionOf(manifest),
  });
  const settings = Object.entries(env).map(([variable, value]) => `${variable}=${value}`);
  const finish = scenario.begin(`started ${name} with ${settings.join(' ')}, which is still running`);
  const exited = child.exited.then((exit) => {
    const run = runOf(name, args, child, exit);
    finish({
      kind: 'note',
      text: `started ${name} with ${settings.join(' ')}; its end: ${tellEnding(run.ending)}`,
    });
    scenario.hit(exit.limits);
    return run;
  });
  scenario.tellOnFailure(() => {
    const stderr = child.stderr.text();
    return stderr.trim() === ''
      ? []
      : [{ kind: 'file', action: 'read', path: `stderr of ${name}`, text: excerptOf(stderr, scenario.run) }];
  });
  return createLaunched({ scenario, child, exited, name, several });
}

function createLaunched({
  scenario,
  child,
  exited,
  name,
  several,
}: {
  readonly scenario: Scenario;
  readonly child: BoxProcess;
  readonly exited: Promise<Run>;
  readonly name: string;
  readonly several: () => boolean;
}): LaunchedService {
  let over = false;
  exited.finally(() => {
    over = true;
  });
  const ended = async (patienceMs = usualPatienceMs) =>
    scenario.waitingFor(
      `${name} to end`,
      settledWithin(exited, patienceMs).then((inTime) => (inTime ? exited : null)),
    );
  const logs = readLogLines(child.stdout);
  const launched: LaunchedService = {
    pid: child.pid,
    logs,
    log: (test, patienceMs = usualPatienceMs) =>
      scenario.waitingFor(
        `a line in the log of ${name}`,
        nextLine({ output: child.stdout, logs, test, patienceMs, signal: scenario.signal }),
      ),
    output: {
      get stdout() {
        return child.stdout.text();
      },
      get stderr() {
        return child.stderr.text();
      },
    },
    signal(signalName) {
      scenario.note({ kind: 'signal', signal: signalName, when: `to ${name}` });
      child.signal(signalName);
    },
    kill: () => child.kill(),
    ended,
    exited,
    resources: () => (over ? null : readResources(child.pid)),
    mainThreadCpuMs: () => (over ? null : readMainThreadCpuMs(child.pid)),
    async listening(patienceMs = usualPatienceMs) {
      const address = await scenario.waitingFor(
        `${name} to listen`,
        awaitListening({ launched, child, name, patienceMs, signal: scenario.signal }),
      );
      const diagnose = async () =>
        (await settledWithin(exited, newsMs))
          ? `${name} has ended: ${tellEnding((await exited).ending)}`
          : null;
      const asked = () => (several() ? name : null);
      return { ...launched, ...address, ...createHttpClient(scenario, address, diagnose, asked) };
    },
  };
  return launched;
}
