export type Level = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

/** One line, as numbers: texts are places in the log, and who wants one makes it. */
export interface LogLine {
  /** Milliseconds since midnight. */
  atMs: number;
  level: Level;
  status: number;
  micros: number;
  /** Where the path stands in the log, in bytes; the end is the place of the newline. */
  pathStart: number;
  pathEnd: number;
}

const newline = 10;
const blank = 32;
const zero = 48;

/** What `readLine` writes into. Make one and use it for all lines. */
export function createLogLine(): LogLine {
  return { atMs: 0, level: 'DEBUG', status: 0, micros: 0, pathStart: 0, pathEnd: 0 };
}

/**
 * Reads the line that begins at `from` into `line`, and returns where the next one begins, or -1 when there is no whole
 * line left; then `line` is as it was. Makes nothing: every value is a small integer or a constant.
 */
export function readLine(log: Buffer, from: number, line: LogLine): number {
  const end = log.indexOf(newline, from);
  if (end === -1) return -1;

  // hh:mm:ss.mmm
  const minutes = digits(log, from, 2) * 60 + digits(log, from + 3, 2);
  line.atMs = minutes * 60_000 + digits(log, from + 6, 2) * 1000 + digits(log, from + 9, 3);

  const levelStart = from + 13;
  line.level = levelThatBegins(log[levelStart]);

  const statusStart = levelStart + line.level.length + 1;
  line.status = digits(log, statusStart, 3);

  const microsStart = statusStart + 4;
  const microsEnd = log.indexOf(blank, microsStart);
  line.micros = digits(log, microsStart, microsEnd - microsStart);

  line.pathStart = microsEnd + 1;
  line.pathEnd = end;
  return end + 1;
}

function digits(log: Buffer, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at++) value = value * 10 + (log[at] ?? zero) - zero;
  return value;
}

/** The four differ in their first letters. */
function levelThatBegins(letter: number | undefined): Level {
  switch (letter) {
    case 0x44:
      return 'DEBUG';
    case 0x49:
      return 'INFO';
    case 0x57:
      return 'WARN';
    default:
      return 'ERROR';
  }
}
