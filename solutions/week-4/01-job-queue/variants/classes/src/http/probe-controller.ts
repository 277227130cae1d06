import type { Controller } from './application.ts';
import type { Exchange } from './exchange.ts';

export class ProbeController implements Controller {
  readonly #isReady: () => Promise<boolean>;
  readonly #metrics: () => Promise<string> | string;
  readonly #contentType: string;
  #isClosing = false;

  constructor(isReady: () => Promise<boolean>, metrics: () => Promise<string> | string, contentType: string) {
    this.#isReady = isReady;
    this.#metrics = metrics;
    this.#contentType = contentType;
  }

  readonly routes = {
    '/livez': { GET: (exchange: Exchange) => exchange.json(200, { alive: true }) },
    '/readyz': { GET: (exchange: Exchange) => this.#ready(exchange) },
    '/metrics': {
      GET: async (exchange: Exchange) =>
        exchange.text(200, await this.#metrics(), { 'Content-Type': this.#contentType }),
    },
  };

  close(): void {
    this.#isClosing = true;
  }

  async #ready(exchange: Exchange): Promise<void> {
    const ready = await this.#isReady().catch(() => false);
    exchange.json(ready && !this.#isClosing ? 200 : 503, { ready });
  }
}
