import type { AddressInfo } from 'node:net';
import { Application } from './http/application.ts';
import { Connections } from './http/connections.ts';
import { createMemoryStore } from './index.ts';
import { LineLogger } from './line-logger.ts';
import { Settings } from './settings.ts';

class Service {
  readonly #settings = new Settings(process.env);
  readonly #clock = { now: () => new Date() };
  readonly #logger = new LineLogger(this.#clock, this.#settings.logLevel, (line) =>
    process.stdout.write(line),
  );
  readonly #application = new Application({
    store: createMemoryStore(),
    logger: this.#logger,
    clock: this.#clock,
    config: this.#settings,
  });
  readonly #server = this.#application.server();
  readonly #connections = new Connections(this.#server);
  #signals = 0;

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
      setTimeout(() => {
        this.#connections.destroy();
        process.exit(1);
      }, this.#settings.shutdownTimeoutMs);
      this.#connections.close().then(() => process.exit(0));
    }, this.#settings.shutdownDelayMs);
  }
}

try {
  new Service().start();
} catch (error) {
  console.log(`rest-api: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
