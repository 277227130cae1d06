import { join } from 'node:path';
import type { BoxCommand } from '../../src/box/box.ts';
import { permissionOf } from '../permission-of.ts';
import type { PostgresDatabase, PostgresHost, PostgresTemplates } from '../postgres.ts';
import type { RedisHost, RedisInstance } from '../redis.ts';
import type { Scenario } from '../scenario.ts';
import { layInWork } from '../within-scratch.ts';
import { launchCommand } from './launch-command.ts';
import { migratedDatabase } from './migrated-database.ts';
import type { ServiceHost, ServiceOptions } from './service-host.ts';

/** Starts services in the scenario's box. Each is ended with it, and what it wrote to stderr stands in a failure. */
export function createServiceHost(
  scenario: Scenario,
  servers: { readonly postgres: () => PostgresHost & PostgresTemplates; readonly redis: () => RedisHost },
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
    return launchCommand(scenario, commandOf(scenario, entry, options), {
      name: options.name,
      several: () => started > 1,
    });
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
    const env = { ...(await usualEnvironment(options.env)), ...manifest.environment, ...options.env };
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
      const path = layInWork(scenario, `peer-${++peers}.mjs`, source);
      return (await start(path, { name: 'the server to compare with' })).listening();
    },
  };
}

function commandOf(
  { run }: Scenario,
  entry: string,
  { args = [], env, wrapper }: Pick<ServiceOptions, 'args' | 'env' | 'wrapper'>,
): BoxCommand {
  return {
    run: { kind: 'node', entry },
    args,
    env: { PORT: '0', ...env },
    ...(wrapper === undefined ? {} : { wrapper }),
    ...(run.manifest.runsIn === 'submission' ? { cwd: run.app } : {}),
    permission: permissionOf(run.manifest),
  };
}
