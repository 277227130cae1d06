import type { Writable } from 'node:stream';
import { type Logger as Pino, pino } from 'pino';
import type { Level, Logger } from '../domain/logger.ts';
import type { Clock } from '../domain/model.ts';

const mostBytes = 20_000_000;

/** The lines of this process. Those that nobody reads wait in memory, up to a limit; then whole lines are lost. */
export class ProcessLog {
  readonly #out: Writable;
  readonly #pino: Pino;

  constructor(out: Writable, level: Level, clock: Clock, context: () => object) {
    this.#out = out;
    out.on('error', () => {});
    this.#pino = pino(
      {
        level,
        base: null,
        formatters: { level: (name) => ({ level: name }) },
        timestamp: () => `,"time":"${clock.now().toISOString()}"`,
        mixin: context,
      },
      {
        write: (line: string) => {
          if (out.writableLength + line.length < mostBytes) out.write(line);
        },
      },
    );
  }

  get logger(): Logger {
    return this.#pino;
  }

  /** At any level. */
  line(level: Level, fields: object, message: string): void {
    this.#pino.child({}, { level })[level](fields, message);
  }

  written(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, withinMs).unref();
      this.#out.write('', () => resolve());
    });
  }
}
