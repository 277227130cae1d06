export type Level = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

export interface LogLine {
  /** Milliseconds since midnight. */
  atMs: number;
  level: Level;
  status: number;
  micros: number;
  /** Where the path stands in the log. */
  pathStart: number;
  pathEnd: number;
}

export function createLogLine(): LogLine {
  return { atMs: 0, level: 'DEBUG', status: 0, micros: 0, pathStart: 0, pathEnd: 0 };
}

/** Reads the line at `from` into `line`; returns where the next one begins, or -1. */
export function readLine(log: Buffer, from: number, line: LogLine): number {
  if (from >= log.length) return -1;
  const newline = log.indexOf('\n', from);
  const end = newline === -1 ? log.length : newline;
  const text = log.toString('utf8', from, end);
  const [time = '', level, status, micros, path = ''] = text.split(' ');
  const [hours = '', minutes = '', seconds = ''] = time.split(':');
  Object.assign(line, {
    atMs: Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Math.round(Number(seconds) * 1000),
    level: level as Level,
    status: Number(status),
    micros: Number(micros),
    pathStart: from + text.indexOf(path),
    pathEnd: from + text.indexOf(path) + path.length,
  });
  return end + 1;
}
