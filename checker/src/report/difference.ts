import { diffArrays } from 'diff';

/**
 * Where two texts part, when both are too long to see it at a glance. `subject` is what the two are, `lines` is one text
 * with its lines marked; `from` counts code points from 1.
 */
export type Difference =
  | { readonly kind: 'lines'; readonly subject: string | null; readonly lines: readonly DifferenceLine[] }
  | { readonly kind: 'place'; readonly from: number; readonly expected: string; readonly saw: string };

export interface DifferenceLine {
  readonly kind: 'same' | 'expected' | 'saw' | 'gap';
  readonly text: string;
}

/**
 * The kit writes `<subject> to be <value>` for what was expected and `<value>` for what was seen, values as JSON
 * (kit/words.ts). Null where the two are short, or of different kinds, and best read side by side.
 */
export function findDifference(expected: string, saw: string): Difference | null {
  const sides = readSides(expected, saw);
  if (sides === null) return null;
  const { subject, left, right } = sides;
  if (left === right) return null;
  if (left.trimEnd().includes('\n') || right.trimEnd().includes('\n')) {
    return { kind: 'lines', subject, lines: diffLines(left, right) };
  }
  return findPlace(left, right);
}

/** Values up to so many characters can be compared by eye; rows of plain values up to more. */
const glance = { value: 60, row: 200 };
/** Equal lines kept on each side of a difference. */
const context = 2;
/** Characters shown from the place where two texts part. */
const around = 24;

interface Sides {
  readonly subject: string | null;
  readonly left: string;
  readonly right: string;
}

function readSides(expected: string, saw: string): Sides | null {
  const [, subject, value] = /^(.*?) to be (["[{][\s\S]*)$/.exec(expected) ?? [];
  if (subject === undefined || value === undefined) {
    return expected.includes('\n') && saw.includes('\n')
      ? { subject: null, left: expected, right: saw }
      : null;
  }
  const left = readValue(value);
  const right = readValue(saw);
  if (left.kind !== right.kind) return null;
  const most = left.row && right.row ? glance.row : glance.value;
  if (value.length <= most && saw.length <= most) return null;
  return { subject, left: left.text, right: right.text };
}

interface Value {
  readonly kind: 'text' | 'data' | 'cut';
  readonly text: string;
  /** A list of plain values, such as ids. */
  readonly row: boolean;
}

/** What cannot be read back was cut by the kit: its beginning is compared as it stands. */
function readValue(text: string): Value {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string') return { kind: 'text', text: value, row: false };
    if (typeof value !== 'object' || value === null) return { kind: 'cut', text, row: false };
    const row = Array.isArray(value) && value.every((member) => typeof member !== 'object');
    return { kind: 'data', text: spread(value), row };
  } catch {
    return { kind: 'cut', text, row: false };
  }
}

/** One member a line, without the commas: a member that follows one more would else look changed itself. */
function spread(value: object): string {
  return JSON.stringify(value, null, 2).replace(/,$/gm, '');
}

function diffLines(left: string, right: string): DifferenceLine[] {
  const [before, after] = splitLines(left, right);
  const lines = diffArrays(before, after).flatMap(({ value, added, removed }) =>
    value.map((text): DifferenceLine => ({ kind: added ? 'saw' : removed ? 'expected' : 'same', text })),
  );
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some((line) => line.kind !== 'same'),
  );
  return lines.flatMap((line, index): DifferenceLine[] => {
    if (near[index]) return [line];
    return index === 0 || near[index - 1] ? [{ kind: 'gap', text: '' }] : [];
  });
}

/** A line feed that only one of the two ends with is told in words, since it cannot be seen. */
function splitLines(left: string, right: string): [string[], string[]] {
  const uneven = left.endsWith('\n') !== right.endsWith('\n');
  const split = (text: string) => {
    if (text.endsWith('\n')) return text.slice(0, -1).split('\n');
    const lines = text.split('\n');
    return uneven && text !== ''
      ? [...lines.slice(0, -1), `${lines.at(-1)} (no line feed after this)`]
      : lines;
  };
  return [split(left), split(right)];
}

function findPlace(left: string, right: string): Difference {
  const before = [...left];
  const after = [...right];
  let index = 0;
  while (index < before.length && before[index] === after[index]) index += 1;
  const excerpt = (points: readonly string[]) => JSON.stringify(points.slice(index, index + around).join(''));
  return { kind: 'place', from: index + 1, expected: excerpt(before), saw: excerpt(after) };
}
