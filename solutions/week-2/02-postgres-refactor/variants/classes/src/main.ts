import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Application } from './http/application.ts';
import { Connections } from './http/connections.ts';
import { LineLogger } from './line-logger.ts';
import { Settings } from './settings.ts';
import { Database } from './store/postgres/database.ts';
import { Migrations } from './store/postgres/migrations.ts';
import { PostgresRepository } from './store/postgres/postgres-repository.ts';

const goodbyeMs = 2000;

class Service {
  readonly #settings: Settings;
  readonly #database: Database;
  readonly #logger: LineLogger;
  readonly #application: Application;
  readonly #server: Server;
  readonly #connections: Connections;
  readonly #clock = { now: () => new Date() };
  #signals = 0;

  constructor(settings: Settings, migrations: Migrations) {
    this.#settings = settings;
    this.#logger = new LineLogger(this.#clock, settings.logLevel, (line) => process.stdout.write(line));
    const { dbPoolMax: max, dbAcquireTimeoutMs: acquireTimeoutMs } = settings;
    this.#database = new Database(settings.database.url, { max, acquireTimeoutMs });
    this.#application = new Application({
      store: new PostgresRepository(this.#database),
      logger: this.#logger,
      clock: this.#clock,
      config: settings,
      check: (signal) => this.#database.reading(signal, (on) => migrations.isCurrent(on)),
    });
    this.#server = this.#application.server();
    this.#connections = new Connections(this.#server);
  }

  start(): void {
    const { port, host } = this.#settings;
    this.#server.once('error', ({ message }) => {
      this.#logger.line('error', { port, reason: message }, 'cannot listen', true);
      process.exitCode = 1;
    });
    this.#server.listen({ port, host }, () => {
      const { address, port } = this.#server.address() as AddressInfo;
      this.#logger.line('info', { host: address, port }, 'listening', true);
      process.on('SIGTERM', () => this.#stop());
      process.on('SIGINT', () => this.#stop());
    });
  }

  #stop(): void {
    // Nothing is as certain as this.
    if (++this.#signals > 1) process.kill(process.pid, 'SIGKILL');
    this.#application.notReady();
    setTimeout(() => {
      let code = 0;
      setTimeout(() => {
        code = 1;
        this.#connections.destroy();
        // What runs is cancelled by us or by nobody; a silent database must not hold us for long.
        setTimeout(() => process.exit(code), goodbyeMs);
      }, this.#settings.shutdownTimeoutMs);
      this.#connections
        .close()
        .then(() => this.#database.close())
        .then(() => process.exit(code));
    }, this.#settings.shutdownDelayMs);
  }
}

try {
  const settings = new Settings(process.env);
  new Service(settings, await Migrations.in(settings.database.migrations)).start();
} catch (error) {
  console.log(`tasks: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
