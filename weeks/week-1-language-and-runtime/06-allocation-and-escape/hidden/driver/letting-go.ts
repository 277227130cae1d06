import { bytesInUse } from './memory.ts';
import type { Seam, SlowLine, Summary } from './seam.ts';

/** A line as `slowest` told it, its bytes as text. A path that is long is told by its beginning. */
export type ToldSlowLine = Omit<SlowLine, 'raw'> & { readonly raw: string; readonly rawBytes: number };

export interface ToldSummary {
  readonly lines: number;
  readonly slowestPath: string | null;
  readonly counts: readonly number[];
}

const longest = 80;

/** The slowest lines of a small log, looked at after the log's bytes were used for something else. */
export function slowestThenOverwrite(
  seam: Seam,
  { text, count }: { text: string; count: number },
): readonly ToldSlowLine[] {
  const log = bufferOf(text);
  const slow = seam.slowest(log, count);
  log.fill('#');
  return Array.from(slow, tellSlowLine);
}

/** The summary of a small log, looked at after the log's bytes were used for something else. */
export function summariseThenOverwrite(
  seam: Seam,
  { text, statuses }: { text: string; statuses: readonly number[] },
): ToldSummary {
  const log = bufferOf(text);
  const summary = seam.summarise(log);
  log.fill('#');
  return tellSummary(summary, statuses);
}

/** Not from the pool that small buffers share. */
function bufferOf(text: string): Buffer {
  const buffer = Buffer.alloc(Buffer.byteLength(text));
  buffer.write(text);
  return buffer;
}

export interface LargeLog {
  /** The lines without the ends of their paths. */
  readonly heads: readonly string[];
  /** How many more bytes each path has. */
  readonly tail: number;
}

export interface Retained<Told> {
  readonly logBytes: number;
  readonly retained: number;
  readonly told: Told;
}

export async function slowestOfLarge(
  seam: Seam,
  { log, count, enough }: { log: LargeLog; count: number; enough: number },
): Promise<Retained<readonly ToldSlowLine[]>> {
  const made = await hold(log, enough, (buffer) => seam.slowest(buffer, count));
  return { ...made.figures, told: Array.from(made.held, tellSlowLine) };
}

export async function summariseLarge(
  seam: Seam,
  { log, statuses, enough }: { log: LargeLog; statuses: readonly number[]; enough: number },
): Promise<Retained<ToldSummary>> {
  const made = await hold(log, enough, (buffer) => seam.summarise(buffer));
  return { ...made.figures, told: tellSummary(made.held, statuses) };
}

/** Has something made of a large log, forgets the log, and looks at what is in use while only what was made is held. */
async function hold<Held>(
  log: LargeLog,
  enough: number,
  make: (log: Buffer) => Held,
): Promise<{ held: Held; figures: { logBytes: number; retained: number } }> {
  const before = await bytesInUse(Number.POSITIVE_INFINITY);
  const { held, logBytes } = makeOf(log, make);
  const retained = (await bytesInUse(before + enough * logBytes)) - before;
  return { held, figures: { logBytes, retained } };
}

/** A function of its own, so that no variable of a function that goes on holds the log. */
function makeOf<Held>(log: LargeLog, make: (log: Buffer) => Held): { held: Held; logBytes: number } {
  const buffer = layOut(log);
  return { held: make(buffer), logBytes: buffer.length };
}

function layOut({ heads, tail }: LargeLog): Buffer {
  const buffer = Buffer.alloc(
    heads.reduce((sum, head) => sum + Buffer.byteLength(head) + tail + 1, 0),
    'x',
  );
  let at = 0;
  for (const head of heads) {
    at += buffer.write(head, at) + tail;
    at += buffer.write('\n', at);
  }
  return buffer;
}

function tellSlowLine({ micros, status, path, raw }: SlowLine): ToldSlowLine {
  const text = Buffer.from(raw).toString('utf8').slice(0, longest);
  return { micros, status, path: tellPath(path) ?? '', raw: text, rawBytes: raw.length };
}

function tellSummary(summary: Summary, statuses: readonly number[]): ToldSummary {
  return {
    lines: summary.lines,
    slowestPath: tellPath(summary.slowestPath),
    counts: statuses.map((status) => summary.count(status)),
  };
}

function tellPath(path: string | null): string | null {
  return path === null || path.length <= longest ? path : `${path.slice(0, longest)}… ${path.length}`;
}
