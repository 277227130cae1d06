import type { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Logger, LogLevel } from '../domain/logger.ts';

export interface Log {
  readonly logger: Logger;
  /** Writes a line at any level. */
  announce(fields: object, message: string): void;
}

/** One JSON object a line. */
export function createLog(stdout: Writable, level: LogLevel): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stdout,
  );
  return {
    logger,
    announce: (fields, message) => logger.child({}, { level: 'info' }).info(fields, message),
  };
}
