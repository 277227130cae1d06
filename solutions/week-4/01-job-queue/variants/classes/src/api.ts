import type { Server } from 'node:http';
import { Connections } from './http/connections.ts';
import { JobController } from './http/job-controller.ts';
import { Counter, Gauge } from './metrics/registry.ts';
import { Service } from './service.ts';
import { BadVariables, ServiceConfig } from './service-config.ts';
import { PostgresJobs } from './store/postgres-jobs.ts';

class Api extends Service<ServiceConfig> {
  readonly #enqueued = this.registry.add(new Counter('jobs_enqueued_total', 'Jobs made by this process'));
  readonly #depth = this.registry.add(new Gauge('jobs_queue_depth', 'Jobs in the database', 'state'));
  #connections: Connections | undefined;

  protected server(): Server {
    const jobs = new PostgresJobs(this.database);
    const scrape = async () => {
      this.#depth.set(await jobs.depth().catch(() => ({})));
      return this.registry.render();
    };
    const server = this.application(
      scrape,
      new JobController(
        jobs,
        (type) => this.handlers.has(type),
        (type) => this.#enqueued.count(type),
      ),
    );
    this.#connections = new Connections(server);
    return server;
  }

  protected begin(): void {}

  protected async finish(): Promise<void> {
    const timer = setTimeout(() => this.#connections?.destroy(), this.config.shutdownTimeoutMs);
    await this.#connections?.close();
    clearTimeout(timer);
  }
}

try {
  const config = new ServiceConfig(process.env);
  const { handlers, migrations } = await Service.parts(config, (url) => import(url));
  const api = new Api(config, handlers, migrations);
  await api.start();
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => void api.stop().finally(() => process.exit(0)));
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(error instanceof BadVariables ? 78 : 1);
}
