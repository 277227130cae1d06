import { LogLine } from './line.ts';

/** Goes over the bytes without any method of the buffer. */
export function readInto(log: Uint8Array, from: number, line: LogLine): number {
  const end = endOf(log, from);
  if (end < 0) return -1;
  let at = from;
  let hours = 0;
  for (let unit = 0; unit < 3; unit++, at += 3) hours = hours * 60 + two(log, at);
  line.atMs = hours * 1000 + byte(log, at) * 100 + two(log, at + 1) - 48 * 100;
  at += 4;
  line.level = LogLine.levelOf(byte(log, at + 1));
  at += line.level.length + 1;
  line.status = byte(log, at) * 100 - 4800 + two(log, at + 1);
  at += 4;
  let micros = 0;
  for (; byte(log, at) !== 0x20; at++) {
    micros = micros * 10 + (byte(log, at) & 15);
  }
  line.micros = micros;
  line.pathStart = at + 1;
  line.pathEnd = end;
  return end + 1;
}

function endOf(log: Uint8Array, from: number): number {
  for (let at = from; at < log.length; at++) if (log[at] === 0x0a) return at;
  return -1;
}

function two(log: Uint8Array, at: number): number {
  return (byte(log, at) - 48) * 10 + byte(log, at + 1) - 48;
}

function byte(log: Uint8Array, at: number): number {
  return log[at] as number;
}
