import type { LogLine, MovingAverage } from './seam.ts';

/** What the learner's work is compared with, in the same process: right, short, and without a thought for the heap. */

export function createNaiveLine(): LogLine {
  return { atMs: 0, level: '', status: 0, micros: 0, pathStart: 0, pathEnd: 0 };
}

export function naiveReadLine(log: Buffer, from: number, line: LogLine): number {
  const end = log.indexOf('\n', from);
  if (end === -1) return -1;
  const [time = '', level = '', status, micros, ...path] = log.toString('utf8', from, end).split(' ');
  const [hours, minutes, seconds] = time.split(':').map(Number) as [number, number, number];
  line.atMs = (hours * 60 + minutes) * 60_000 + Math.round(seconds * 1000);
  line.level = level;
  line.status = Number(status);
  line.micros = Number(micros);
  line.pathStart = end - Buffer.byteLength(path.join(' '));
  line.pathEnd = end;
  return end + 1;
}

export function createNaiveAverage(size: number): MovingAverage {
  let window: number[] = [];
  return {
    feed(values, means) {
      values.forEach((value, at) => {
        window = [...window, value].slice(-size);
        means[at] = window.reduce((sum, each) => sum + each, 0) / window.length;
      });
    },
  };
}

/** One small object for each value, and nothing else. */
export function createBoxingAverage(size: number): MovingAverage {
  const window: { readonly value: number }[] = [];
  return {
    feed(values, means) {
      for (let at = 0; at < values.length; at++) {
        window.push({ value: values[at] as number });
        if (window.length > size) window.shift();
        let sum = 0;
        for (let each = 0; each < window.length; each++) sum += (window[each] as { value: number }).value;
        means[at] = sum / window.length;
      }
    },
  };
}
