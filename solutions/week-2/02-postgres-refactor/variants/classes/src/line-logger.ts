import type { Clock } from './domain/model.ts';
import type { Config, Logger } from './http/types.ts';

const order: readonly string[] = ['debug', 'info', 'warn', 'error'];

export class LineLogger implements Logger {
  readonly #clock: Clock;
  readonly #level: Config['logLevel'];
  readonly #write: (line: string) => void;
  readonly #bound: object;

  constructor(clock: Clock, level: Config['logLevel'], write: (line: string) => void, bound: object = {}) {
    this.#clock = clock;
    this.#level = level;
    this.#write = write;
    this.#bound = bound;
  }

  debug(fields: object, message: string): void {
    this.line('debug', fields, message);
  }

  info(fields: object, message: string): void {
    this.line('info', fields, message);
  }

  warn(fields: object, message: string): void {
    this.line('warn', fields, message);
  }

  error(fields: object, message: string): void {
    this.line('error', fields, message);
  }

  child(fields: object): Logger {
    return new LineLogger(this.#clock, this.#level, this.#write, { ...this.#bound, ...fields });
  }

  line(level: Config['logLevel'], fields: object, msg: string, always = false): void {
    if (!always && order.indexOf(level) < order.indexOf(this.#level)) return;
    const time = this.#clock.now().toISOString();
    this.#write(`${JSON.stringify({ ...this.#bound, ...fields, level, time, msg })}\n`);
  }
}
