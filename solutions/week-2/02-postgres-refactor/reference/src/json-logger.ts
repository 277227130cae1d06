import type { Clock } from './domain/clock.ts';
import type { Logger, LogLevel } from './http/logger.ts';

const rank = Object.freeze({ debug: 10, info: 20, warn: 30, error: 40 });

/** One JSON object a line. JSON.stringify escapes every line break, so no client can begin a line of its own. */
export function createJsonLogger(
  parts: { clock: Clock; write(line: string): void; level: LogLevel },
  bindings: object = {},
): Logger {
  const { clock, write, level: lowest } = parts;
  const log = (level: LogLevel) => (fields: object, msg: string) => {
    if (rank[level] < rank[lowest]) return;
    write(`${JSON.stringify({ level, time: clock.now().toISOString(), msg, ...bindings, ...fields })}\n`);
  };
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    child: (fields) => createJsonLogger(parts, { ...bindings, ...fields }),
  };
}
