import type { LimitHit, Observation } from '../src/judge/observation.ts';
import type { Run } from './fixtures.ts';
import { showValue, tellCommand, tellEnding } from './words.ts';

/**
 * The promise broke: the text for the learner, apart from what the scenario adds (the promise and the transcript).
 * Hidden tests throw it only through the functions below.
 */
export class Broken extends Error {
  readonly part: BrokenPart;
  constructor(part: BrokenPart) {
    super(`expected ${part.expected}; saw ${part.saw}`);
    this.name = 'Broken';
    this.part = part;
  }
}

export type BrokenPart = Pick<Observation, 'expected' | 'saw' | 'look'> &
  Partial<Pick<Observation, 'promise' | 'places' | 'limits'>> & {
    /** The run that broke the promise: it is told even where the transcript leaves runs out. */
    readonly run?: Run;
  };

/** Ends a scenario because the machine lacks something; the learner is not charged. */
export class NotRun extends Error {
  readonly hint: string;
  constructor(reason: string, hint: string) {
    super(reason);
    this.name = 'NotRun';
    this.hint = hint;
  }
}

export interface Teaching {
  /** What to look at next, in one sentence that leads to the cause and is not the solution. */
  readonly look: string;
  /** Replaces the requirement's sentence where a part of it is meant. */
  readonly promise?: string;
}

/** Fails the requirement. The specific helpers below write better sentences; use this where none fits. */
export function broken(part: BrokenPart): never {
  throw new Broken(part);
}

export function notRun(reason: string, hint: string): never {
  throw new NotRun(reason, hint);
}

export interface RunExpectation extends Teaching {
  /** An exit code; `failure` is any but 0. Left out: not looked at. */
  readonly code?: number | readonly number[] | 'failure';
  /** Exact text, or a pattern with what it means in words. */
  readonly stdout?: TextExpectation;
  readonly stderr?: TextExpectation;
}

export type TextExpectation = string | { readonly matches: RegExp; readonly means: string };

/** How a run must have ended and what it must have printed. A run that hit a limit or hung fails with that cause first. */
export function expectRun(run: Run, expected: RunExpectation): void {
  const promise = expected.promise === undefined ? {} : { promise: expected.promise };
  const command = tellCommand(run.program, run.args);
  if (run.ending.kind === 'killed') {
    const wish = expected.code === undefined ? 'come to its end' : `exit with ${tellCodes(expected.code)}`;
    broken({
      ...promise,
      expected: `${command} to ${wish}`,
      saw: tellEnding(run.ending),
      look: lookAtLimit(run.ending.why),
      limits: run.limits,
      run,
    });
  }
  if (expected.code !== undefined && !codeFits(run.code, expected.code)) {
    broken({
      ...promise,
      expected: `${command} to exit with ${tellCodes(expected.code)}`,
      saw: tellEnding(run.ending) + tellFirstLine(run.stderr),
      look: expected.look,
      run,
    });
  }
  for (const stream of ['stdout', 'stderr'] as const) {
    const wish = expected[stream];
    if (wish === undefined || textFits(run[stream], wish)) continue;
    broken({
      ...promise,
      expected: `${stream} of ${command} to be ${typeof wish === 'string' ? showValue(wish) : wish.means}`,
      saw: showValue(run[stream]),
      look: expected.look,
      run,
    });
  }
}

/** A run that was killed did not get as far as what the test asks about. */
function lookAtLimit({ limit }: LimitHit): string {
  switch (limit) {
    case 'wall':
      return 'What keeps it from ending: a timer, a listener, an open handle, a promise that nobody settles, a loop?';
    case 'cpu':
      return 'Which loop has no end, or does the same work again and again?';
    case 'memory':
      return 'What does it keep, or read as a whole, that it needs only a piece of at a time?';
    case 'processes':
      return 'What does it start, and who waits for its end?';
    case 'output':
    case 'file-size':
    case 'open-files':
      return 'What does it write or open without an end?';
    default:
      return limit satisfies never;
  }
}

/** Standard output as one JSON value, with nothing else around it. */
export function expectJson(run: Run, teaching: Teaching): unknown {
  try {
    return JSON.parse(run.stdout);
  } catch {
    return broken({
      ...teaching,
      expected: 'one JSON value on stdout and nothing else',
      saw: showValue(run.stdout),
      run,
    });
  }
}

/** Deep equality of plain data, told as `what` expected and seen. */
export function expectEqual(what: string, actual: unknown, expected: unknown, teaching: Teaching): void {
  if (isEqual(actual, expected)) return;
  broken({ ...teaching, expected: `${what} to be ${showValue(expected)}`, saw: showValue(actual) });
}

/** Anything else: the condition with both sides said in words. */
export function expectThat(
  holds: boolean,
  told: Teaching & { readonly expected: string; readonly saw: string },
): asserts holds {
  if (!holds) broken(told);
}

function codeFits(code: number | null, wish: NonNullable<RunExpectation['code']>): boolean {
  if (wish === 'failure') return code !== null && code !== 0;
  return typeof wish === 'number' ? code === wish : code !== null && wish.includes(code);
}

function tellCodes(wish: NonNullable<RunExpectation['code']>): string {
  if (wish === 'failure') return 'a code other than 0';
  return typeof wish === 'number' ? String(wish) : wish.join(' or ');
}

function textFits(text: string, wish: TextExpectation): boolean {
  // Unlike `test`, `search` begins at the start also for a pattern with the g flag.
  return typeof wish === 'string' ? text === wish : text.search(wish.matches) !== -1;
}

/** The line of stderr that says the most: the error itself where Node printed a crash, else the first. */
function tellFirstLine(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const error = lines.find((line) => /^(Uncaught )?\w*(Error|Exception)\b/.test(line));
  if (error !== undefined) return `; stderr says ${showValue(error)}`;
  return lines[0] === undefined ? '' : `; stderr begins ${showValue(lines[0])}`;
}

/** What is nested deeper than any stack reaches is nothing that a test expects. */
function isEqual(actual: unknown, expected: unknown): boolean {
  try {
    return deepEqual(actual, expected);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function deepEqual(left: unknown, right: unknown): boolean {
  if (left === right || Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(right, key) &&
      deepEqual((left as Record<string, unknown>)[key], (right as Record<string, unknown>)[key]),
  );
}
