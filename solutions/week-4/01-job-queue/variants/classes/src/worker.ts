import type { Server } from 'node:http';
import { WorkMeter } from './metrics/work-meter.ts';
import { Worker } from './queue/worker.ts';
import { Service } from './service.ts';
import { BadVariables, WorkerConfig } from './service-config.ts';
import { Listener } from './store/listener.ts';
import { PostgresWork } from './store/postgres-work.ts';

class WorkerService extends Service<WorkerConfig> {
  readonly #worker = new Worker(
    new PostgresWork(this.database, this.config.leaseMs),
    this.handlers,
    new WorkMeter(this.registry),
    this.logger,
    this.config,
  );
  readonly #listener = new Listener(this.config.databaseUrl, () => this.#worker.wake(), this.logger);

  protected server(): Server {
    return this.application(() => this.registry.render());
  }

  protected begin(): void {
    this.#worker.start();
    this.#listener.open();
  }

  protected async finish(): Promise<void> {
    this.#listener.close();
    await this.#worker.stop(this.config.shutdownTimeoutMs);
  }
}

try {
  const config = new WorkerConfig(process.env);
  const { handlers, migrations } = await Service.parts(config, (url) => import(url));
  const worker = new WorkerService(config, handlers, migrations);
  await worker.start();
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => void worker.stop().finally(() => process.exit(0)));
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(error instanceof BadVariables ? 78 : 1);
}
