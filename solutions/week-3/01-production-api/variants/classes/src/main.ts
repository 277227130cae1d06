import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RedisConnection } from './adapters/ioredis.ts';
import { PgPool } from './adapters/pg.ts';
import { ProcessLog } from './adapters/pino.ts';
import { TaskCache } from './cache/task-cache.ts';
import { Application } from './http/application.ts';
import { Connections } from './http/connections.ts';
import { Gatekeeper } from './http/gatekeeper.ts';
import { Readiness } from './http/readiness.ts';
import { RedisBuckets } from './limit/redis-buckets.ts';
import { BadVariables, ServiceConfig } from './service-config.ts';
import { NotedRepository } from './store/noted-repository.ts';
import { Database } from './store/postgres/database.ts';
import { Migrations } from './store/postgres/migrations.ts';
import { PostgresRepository } from './store/postgres/postgres-repository.ts';

const goodbyeMs = 2000;
const redisBeginMs = 450;

class Service {
  readonly #config: ServiceConfig;
  readonly #database: Database;
  readonly #redis: RedisConnection;
  readonly #log: ProcessLog;
  readonly #readiness: Readiness;
  readonly #server: Server;
  readonly #connections: Connections;
  readonly #clock = { now: () => new Date() };
  readonly #context = new AsyncLocalStorage<string>();
  #signals = 0;

  constructor(config: ServiceConfig, migrations: Migrations) {
    this.#config = config;
    this.#log = new ProcessLog(process.stdout, config.logLevel, this.#clock, () => {
      const requestId = this.#context.getStore();
      return requestId === undefined ? {} : { requestId };
    });
    const { logger } = this.#log;
    const { databaseUrl: url, dbPoolMax: max, dbAcquireTimeoutMs: acquireTimeoutMs } = config;
    this.#database = new Database(new PgPool({ url, max, acquireTimeoutMs }), logger);
    this.#redis = new RedisConnection(config.redisUrl, config.redisTimeoutMs, logger);
    const cache = new TaskCache(
      this.#redis,
      {
        namespace: config.cacheNamespace,
        ttlMs: config.cacheTtlMs,
        longestReadMs: config.requestTimeoutMs,
      },
      logger,
    );
    const store = new NotedRepository(new PostgresRepository(this.#database, cache), logger);
    this.#readiness = new Readiness({
      postgres: (signal) => this.#database.reading(signal, (on) => migrations.isCurrent(on)),
      redis: () => this.#redis.isUp(),
      patienceMs: Math.min(config.healthTimeoutMs, Math.ceil(config.requestTimeoutMs * 0.6)),
      cannotDoWithoutRedis: config.rateLimitEnabled && config.rateLimitFail === 'closed',
    });
    const gatekeeper = this.#gatekeeper();
    this.#server = new Application({
      store,
      logger,
      clock: this.#clock,
      config,
      look: (id, { signal, patience }) => cache.look(id, store, signal, patience),
      readiness: this.#readiness,
      inContext: (requestId, work) => this.#context.run(requestId, work),
      ...(gatekeeper === undefined ? {} : { gatekeeper }),
    }).server();
    this.#connections = new Connections(this.#server);
  }

  async start(): Promise<void> {
    await this.#redis.open(redisBeginMs);
    const { port, host } = this.#config;
    this.#server.once('error', ({ message }) => {
      this.#log.line('error', { port, reason: message }, 'cannot listen');
      process.exitCode = 1;
      this.#redis.close();
      void this.#database.close();
    });
    this.#server.listen({ port, host }, () => {
      const { address, port } = this.#server.address() as AddressInfo;
      this.#log.line('info', { host: address, port }, 'listening');
      process.on('SIGTERM', () => this.#stop());
      process.on('SIGINT', () => this.#stop());
    });
  }

  #gatekeeper(): Gatekeeper | undefined {
    const config = this.#config;
    if (!config.rateLimitEnabled) return undefined;
    const rules = {
      capacity: config.rateLimitCapacity,
      refillPerSecond: config.rateLimitRefillPerSecond,
    };
    const buckets = new RedisBuckets(this.#redis, config.cacheNamespace, rules);
    return new Gatekeeper((client, patience) => buckets.take(client, patience), {
      rules,
      fail: config.rateLimitFail,
      apiKeys: new Set(config.apiKeys),
      trustProxy: config.trustProxy,
    });
  }

  #stop(): void {
    // Nothing is as certain as this.
    if (++this.#signals > 1) process.kill(process.pid, 'SIGKILL');
    this.#readiness.close();
    setTimeout(() => {
      let code = 0;
      setTimeout(() => {
        code = 1;
        this.#connections.destroy();
        // What runs is cancelled by us or by nobody; a silent database must not hold us for long.
        setTimeout(() => this.#exit(code), goodbyeMs);
      }, this.#config.shutdownTimeoutMs);
      this.#connections
        .close()
        .then(() => this.#database.close())
        .then(() => this.#exit(code));
    }, this.#config.shutdownDelayMs);
  }

  async #exit(code: number): Promise<void> {
    this.#redis.close();
    await this.#log.written(300);
    process.exit(code);
  }
}

try {
  const config = new ServiceConfig(process.env);
  const folder = config.migrationsDir;
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new BadVariables(['MIGRATIONS_DIR']);
  await new Service(config, await Migrations.in(folder)).start();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = error instanceof BadVariables ? 78 : 1;
}
