import type { Clock } from './domain/task.ts';
import type { Level, Logger } from './http/shapes.ts';

/** A logger that writes levels from `from` on. */
export function logTo(write: (line: string) => void, clock: Clock, from: Level, bound: object = {}): Logger {
  const levels: readonly Level[] = ['debug', 'info', 'warn', 'error'];
  const enabled = new Set(levels.slice(levels.indexOf(from)));
  const at = (level: Level) => (fields: object, msg: string) => {
    if (enabled.has(level)) {
      write(`${JSON.stringify({ time: clock.now().toISOString(), level, ...bound, ...fields, msg })}\n`);
    }
  };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => logTo(write, clock, from, { ...bound, ...fields }),
  };
}
