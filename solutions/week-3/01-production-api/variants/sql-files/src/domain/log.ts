export type Level = 'debug' | 'info' | 'warn' | 'error';

export type Logger = Readonly<Record<Level, (fields: object, message: string) => void>> &
  Readonly<{ child(fields: object): Logger }>;
