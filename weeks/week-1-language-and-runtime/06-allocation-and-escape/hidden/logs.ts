import { fc, type Random } from 'checker/kit';
import { digestLine } from './digest.ts';

/** A line of a log as the judge makes it up. */
export interface Line {
  readonly atMs: number;
  readonly level: string;
  readonly status: number;
  readonly micros: number;
  readonly path: string;
}

const levels = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
const largestMicros = 999_999_999;
const dayMs = 24 * 60 * 60 * 1000;
const pieces = ['/tasks', '/42', ' ', '200', 'ü', '日本', '😀', '?q=', '%20', ' INFO 7', '"', 'x'];

export function textOf({ atMs, level, status, micros, path }: Line): string {
  const time = new Date(atMs).toISOString().slice(11, 23);
  return `${time} ${level} ${status} ${micros} ${path}`;
}

export function logOf(lines: readonly Line[]): string {
  return lines.map((line) => `${textOf(line)}\n`).join('');
}

export function anyLine(): fc.Arbitrary<Line> {
  return fc.record({
    atMs: fc.integer({ min: 0, max: dayMs - 1 }),
    level: fc.constantFrom(...levels),
    status: fc.integer({ min: 100, max: 599 }),
    micros: fc.oneof(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: largestMicros })),
    path: fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((parts) => `/${parts.join('')}`),
  });
}

/** Lines of which several have the same duration or status. */
export function anyLines(): fc.Arbitrary<readonly Line[]> {
  return fc.array(anyLine(), { maxLength: 12 });
}

export function randomLines(random: Random, count: number): readonly Line[] {
  return Array.from({ length: count }, () => ({
    atMs: random.integer(0, dayMs - 1),
    level: random.pick(levels),
    status: random.pick([200, 201, 204, 404, 500, 503]),
    micros: random.integer(1, 10 ** random.integer(2, 9) - 1),
    path: `/${random.word(random.integer(3, 20))}?q=${random.word(random.integer(3, 30))}`,
  }));
}

export function digestOf(lines: readonly Line[]): number {
  let digest = 0;
  let end = 0;
  for (const line of lines) {
    const pathEnd = end + Buffer.byteLength(textOf(line));
    const pathStart = pathEnd - Buffer.byteLength(line.path);
    digest = digestLine(digest, { ...line, pathStart, pathEnd }, 0);
    end = pathEnd + 1;
  }
  return digest;
}

/** The slowest first, of equally slow ones the earlier first. */
export function slowestOf(lines: readonly Line[], count: number): readonly Line[] {
  return lines.toSorted((left, right) => right.micros - left.micros).slice(0, count);
}
