import { setTimeout } from 'node:timers/promises';
import { type Level as PinoLevel, pino } from 'pino';
import type { Level, Logger } from '../domain/log.ts';
import type { Clock } from '../domain/task.ts';

const mostWaiting = 24 * 2 ** 20;

type Out = Pick<NodeJS.WriteStream, 'write' | 'writableLength' | 'on'>;

/** Lines go to a stream, which keeps what nobody reads; what would be too much is left out, a line at a time. */
export function openLog(out: Out, level: Level, clock: Clock, present: () => object) {
  out.on('error', () => {});
  const write = (line: string) => {
    if (out.writableLength < mostWaiting) out.write(line);
  };
  const at = (level: PinoLevel): Logger =>
    pino(
      {
        level,
        base: null,
        mixin: () => present(),
        timestamp: () => `,"time":${JSON.stringify(clock.now())}`,
        formatters: { level: (word) => ({ level: word }) },
      },
      { write },
    );
  return {
    logger: at(level),
    /** Written at any level. */
    always: at('info'),
    drained: (ms: number) =>
      Promise.race([new Promise<void>((resolve) => out.write('', () => resolve())), setTimeout(ms)]),
  };
}
