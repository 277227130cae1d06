import { digestLine } from '../digest.ts';
import { usuallyAllocatedBy } from './memory.ts';
import { createNaiveLine, naiveReadLine } from './naive.ts';
import type { LogLine, ReadLine, Seam } from './seam.ts';

/** A line as it was read, with the text that stands at its path's place. */
export type ReadBack = Omit<LogLine, 'pathStart' | 'pathEnd'> & { readonly path: string };

export interface ReadLog {
  readonly lines: readonly ReadBack[];
  /** Where each line was said to end, from where the log begins; the last is what came when no line was left. */
  readonly nexts: readonly number[];
  /** As the line stood after the call that found none. */
  readonly last: ReadBack;
}

/** Reads a log line by line, at a place within something larger. Stops when readLine no longer moves on. */
export function readLog(seam: Seam, text: string, before: number): ReadLog {
  const bytes = Buffer.from(text);
  const whole = Buffer.alloc(before + bytes.length + 64, '\n');
  bytes.copy(whole, before);
  const log = whole.subarray(before, before + bytes.length);
  const line = seam.createLogLine();
  const readBack = (): ReadBack => {
    const { atMs, level, status, micros, pathStart, pathEnd } = line;
    return { atMs, level, status, micros, path: log.toString('utf8', pathStart, pathEnd) };
  };
  const lines: ReadBack[] = [];
  const nexts: number[] = [];
  for (let from = 0; ; ) {
    const next = seam.readLine(log, from, line);
    nexts.push(next);
    if (!(next > from)) return { lines, nexts, last: readBack() };
    lines.push(readBack());
    from = next;
  }
}

export interface LineGarbage {
  /** Bytes a line. */
  readonly learned: number;
  readonly naive: number;
  /** One for each of the logs, from the last round. */
  readonly digests: readonly number[];
}

/** The garbage of reading logs again and again, the learner's and the naive version's in turn. */
export function measureLineGarbage(
  seam: Seam,
  { logs, lines, passes }: { logs: readonly string[]; lines: number; passes: number },
): LineGarbage {
  const texts = logs.map((log) => Buffer.from(log));
  // All logs are read at the same place, one over the other: what was read there before is of no use.
  const room = Buffer.alloc(Math.max(...texts.map(({ length }) => length)));
  const starts = texts.map(({ length }) => room.length - length);
  const digests = texts.map(() => 0);
  const measure = (readLine: ReadLine, line: LogLine) => {
    const round = () => {
      for (let pass = 0; pass < passes; pass++) {
        for (let at = 0; at < texts.length; at++) {
          room.set(texts[at] as Buffer, starts[at]);
          digests[at] = digestLog(room, starts[at] as number, readLine, line);
        }
      }
    };
    return usuallyAllocatedBy(round) / (passes * lines);
  };
  const naive = measure(naiveReadLine, createNaiveLine());
  const learned = measure(seam.readLine, seam.createLogLine());
  return { learned, naive, digests };
}

function digestLog(log: Buffer, start: number, readLine: ReadLine, line: LogLine): number {
  let digest = 0;
  for (let from = start; ; ) {
    const next = readLine(log, from, line);
    if (!(next > from)) return digest;
    digest = digestLine(digest, line, start);
    from = next;
  }
}
