import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { Handlers, Logger } from './domain/ports.ts';
import { Application, type Controller } from './http/application.ts';
import { ProbeController } from './http/probe-controller.ts';
import { HandlerModule } from './jobs/handler-module.ts';
import { Registry } from './metrics/registry.ts';
import { BadVariables, type ServiceConfig } from './service-config.ts';
import { Database } from './store/database.ts';
import { Migrations } from './store/migrations.ts';

/** What both services are made of. The process comes from outside. */
export abstract class Service<Config extends ServiceConfig> {
  protected readonly config: Config;
  protected readonly handlers: Handlers;
  protected readonly logger: Logger;
  protected readonly database: Database;
  protected readonly registry = new Registry();
  readonly #migrations: Migrations;
  readonly #always: Logger;
  #probes: ProbeController | undefined;

  constructor(config: Config, handlers: Handlers, migrations: Migrations) {
    const logger = pino({
      base: null,
      level: config.logLevel,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    });
    this.config = config;
    this.handlers = handlers;
    this.logger = logger;
    this.#always = logger.child({}, { level: 'info' });
    this.#migrations = migrations;
    this.database = new Database(config.databaseUrl, config.dbPoolMax, logger);
  }

  static async parts(config: ServiceConfig, importer: (url: string) => Promise<unknown>) {
    const handlers = await HandlerModule.load(config.handlers, importer).catch(() => {
      throw new BadVariables(['JOB_HANDLERS']);
    });
    return { handlers, migrations: await Migrations.in(config.migrationsDir) };
  }

  async start(): Promise<void> {
    const server = this.server();
    const { port, host } = this.config;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    this.begin();
    const { address, port: real } = server.address() as AddressInfo;
    this.#always.info({ host: address, port: real }, 'listening');
  }

  /** Resolves when nothing is left. */
  async stop(): Promise<void> {
    this.#probes?.close();
    await this.finish();
    await this.database.close();
  }

  protected abstract server(): Server;
  protected abstract begin(): void;
  protected abstract finish(): Promise<void>;

  protected application(scrape: () => Promise<string> | string, ...controllers: Controller[]): Server {
    this.#probes = new ProbeController(
      () => this.#migrations.isCurrent(this.database),
      scrape,
      Registry.contentType,
    );
    return new Application(this.logger, this.#probes, ...controllers).server();
  }
}
