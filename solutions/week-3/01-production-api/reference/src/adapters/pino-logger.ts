import type { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import type { Clock } from '../domain/clock.ts';
import type { Logger, LogLevel } from '../domain/logger.ts';

/** So many bytes wait for a reader of stdout that does not read; what comes then is dropped, and the service goes on. */
const waitingBytes = 16 * 1024 * 1024;

export interface ProcessLog {
  readonly logger: Logger;
  /** Writes a line at any level. */
  announce(fields: object, message: string): void;
  /** Resolves when all lines are written, or `limitMs` are over: a process that ends takes with it what still waits. */
  flush(limitMs: number): Promise<void>;
}

/**
 * One JSON object a line. `stdout` is a stream and not pino's own destination: that one writes to the descriptor itself,
 * and then a pipe that nobody reads stops the only thread there is, or the exit of the process.
 *
 * @param bound what each line gets besides, such as the id of the request that it belongs to
 */
export function createPinoLogger(parts: {
  readonly stdout: Writable;
  readonly level: LogLevel;
  readonly clock: Clock;
  readonly bound: () => object;
}): ProcessLog {
  const { stdout, level, clock, bound } = parts;
  // Whoever read the log is gone. Nobody is left to be told.
  stdout.on('error', () => {});
  const write = (line: string) => {
    if (stdout.writableLength < waitingBytes) stdout.write(line);
  };
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${clock.now().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      mixin: bound,
      // No line of ours has headers. This is for the day on which one does.
      redact: ['headers', '*.headers', 'apiKey', '*.apiKey', 'password', '*.password'],
    },
    { write },
  );
  return {
    logger,
    announce: (fields, message) => logger.child({}, { level: 'info' }).info(fields, message),
    async flush(limitMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      stdout.write('', () => resolve());
      await Promise.race([promise, setTimeout(limitMs, undefined, { ref: false })]);
    },
  };
}
