export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Where lines of the log go. pino's order: fields first. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Logger;
}
