import type { Level, Log } from './domain/ports.ts';

const levels = Object.freeze(['debug', 'info', 'warn', 'error'] as const);

/** Lines of JSON. */
export function createLog(write: (line: string) => void, least: Level): Log {
  return (level, message, fields) => {
    if (levels.indexOf(level) >= levels.indexOf(least)) write(logLine(level, message, fields));
  };
}

export function logLine(level: Level, message: string, fields: object = {}): string {
  return `${JSON.stringify({ level, time: new Date().toISOString(), msg: message, ...fields })}\n`;
}
