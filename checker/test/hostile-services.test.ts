import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Exercise } from '../src/course/course.ts';
import { loadCourse } from '../src/course/load-course.ts';
import { type Judge, openJudge } from '../src/judge/judge.ts';
import type { Verdict } from '../src/judge/verdict.ts';
import { repository } from '../src/repository.ts';

/**
 * Services that do harm, or nothing at all. Each must get a verdict that names what it did, in bounded time, and leave
 * nothing behind. They are judged by the services course's `echo`.
 */
const corpus = join(import.meta.dirname, 'fixtures/hostile-services');
const boundMs = 90_000;

type Slug = 'answers' | 'answers-raw' | 'logs' | 'lets-go' | 'leaves';

/** What is judged, and what the failure must say; null: it passes. */
type Wish = Readonly<Partial<Record<Slug, RegExp | null>>>;

const good: Wish = { answers: null, 'answers-raw': null, logs: null, 'lets-go': null, leaves: null };
const notListening = (saw: RegExp): Wish => ({ answers: saw, leaves: saw });
const closed = /the connection was (reset|closed before the answer was complete)/;

const cases: Readonly<Record<string, Wish>> = {
  'is-good': good,
  'listens-late': good,
  'never-listens': notListening(/no such line within 2 s; it listens on no port at all/),
  'listens-too-late': notListening(/no such line within 2 s; it listens on no port at all/),
  'listens-elsewhere': notListening(/none is accepted there; it listens on port \d+/),
  'says-it-in-words': notListening(/no such line within 2 s; it listens on port \d+/),
  'says-half-a-line': notListening(/no such line within 2 s; it listens on port \d+/),
  'says-another-port-type': notListening(/the line \{"msg":"listening","host":"127\.0\.0\.1","port":"\d+"\}/),
  'floods-before-it-listens': notListening(/no such line|before that|1 MiB of stdout/),
  'ends-at-once': notListening(/exit code 3 before that/),
  'ends-after-listening': {
    answers: /none is accepted there|nothing accepts a connection there|closed|reset/,
  },
  'crashes-at-the-first-request': {
    answers: /the connection was .*; echo has ended: exit code 1/,
    leaves: null,
  },
  'dies-by-a-signal': {
    answers: /the connection was .*; echo has ended: it was ended by SIGKILL/,
    leaves: null,
  },
  'never-answers': {
    answers: /no complete answer within 2 s/,
    'answers-raw': /0 bytes in all/,
    leaves: null,
  },
  'closes-instead': { answers: closed, 'answers-raw': /0 bytes in all/, leaves: null },
  'answers-in-drops': { answers: /no complete answer within 2 s/, leaves: null },
  'drips-its-headers': { answers: /no complete answer within 2 s/, leaves: null },
  'speaks-no-http': { answers: /what came back is no HTTP response/, leaves: null },
  'says-the-wrong-length': { answers: /no complete answer within 2 s/, leaves: null },
  'says-two-lengths': { answers: /what came back is no HTTP response/, leaves: null },
  'answers-twice': { 'answers-raw': /bytes in all/ },
  'answers-with-1-gb': {
    answers: /the answer went on past 16 MiB/,
    'answers-raw': /\b6\d{7} bytes in all/,
    leaves: null,
  },
  'answers-with-deep-json': { answers: /nested too deep to be shown/ },
  'has-huge-headers': { answers: /what came back is no HTTP response/, leaves: null },
  'only-continues': {
    answers: /no complete answer within 2 s|no HTTP response/,
    'answers-raw': /bytes in all/,
    leaves: null,
  },
  'floods-its-log': { leaves: /SIGTERM/ },
  'logs-what-is-no-json': { logs: /none/, leaves: null },
  'leaks-connections': { 'lets-go': /\d\d more/ },
  'ignores-sigterm': { answers: null, leaves: /still running 2 s later/ },
  'spins-at-sigterm': { answers: null, leaves: /still running 2 s later/ },
  'spins-at-a-request': { answers: /no complete answer within 2 s/, leaves: null },
  'eats-memory-at-a-request': { answers: /memory limit \(256 MiB\)/, leaves: null },
  'kills-its-judge': { answers: null },
};

let tmp: string;
let judge: Judge;
let exercise: Exercise;

beforeAll(async () => {
  tmp = await mkdtemp(join(tmpdir(), 'hostile-services-'));
  // As /tmp is: reachable for the user whom root hands boxes to.
  await chmod(tmp, 0o755);
  const course = await loadCourse(join(import.meta.dirname, 'fixtures/courses/services'));
  const echo = course.exercises.find(({ id }) => id === 'echo');
  if (echo === undefined) throw new Error('the services course has no echo');
  exercise = echo;
  judge = await openJudge({
    repository,
    node: process.execPath,
    path: process.env.PATH ?? '',
    tmp,
    now: () => new Date(),
  });
});
afterAll(async () => {
  await judge[Symbol.asyncDispose]();
  expect(await readdir(tmp)).toEqual([]);
  await rm(tmp, { recursive: true });
});

test('the corpus and the table agree', () => {
  expect(readdirSync(corpus).sort()).toEqual(Object.keys(cases).sort());
});

test.each(Object.entries(cases))('%s', { timeout: boundMs }, async (name, wish) => {
  const { results } = await judge.judge(exercise, join(corpus, name), { seed: 1, only: Object.keys(wish) });
  const verdicts = new Map(results.map(({ slug, verdict }) => [slug, verdict]));
  for (const [slug, saw] of Object.entries(wish)) {
    const verdict = verdicts.get(slug);
    if (saw === null) expect(verdict, slug).toMatchObject({ kind: 'passed' });
    else expect(textOf(verdict), slug).toMatch(saw);
  }
  await expect.poll(() => processesOf(tmp), { timeout: 5000 }).toEqual([]);
});

function textOf(verdict: Verdict | undefined): string {
  if (verdict?.kind !== 'failed') throw new Error(`it has not failed: ${JSON.stringify(verdict)}`);
  const { expected, saw, limits } = verdict.observation;
  return [expected, saw, ...limits.map(({ limit, figure }) => `${limit} limit (${figure})`)].join('\n');
}

/** Processes that run something below that folder. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ')];
      } catch {
        return [];
      }
    })
    .filter((command) => command.includes(folder));
}
