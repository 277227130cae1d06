import type { JudgeResult, RequirementResult, Verdict } from '../../judge/verdict.ts';
import { sampleExercise } from './exercise.ts';
import { failures } from './failures.ts';

/** A judging of the sample exercise: everything passes but what is named. */
export function judged(
  verdicts: Readonly<Record<string, Verdict>>,
  part: Partial<JudgeResult> & { readonly only?: readonly string[] } = {},
): JudgeResult {
  const { only, ...rest } = part;
  const requirements = sampleExercise.manifest.requirements.filter(
    ({ slug }) => only?.includes(slug) ?? true,
  );
  return {
    exercise: 'task-cli',
    results: requirements.map(
      ({ slug }, index): RequirementResult => ({
        slug,
        verdict: verdicts[slug] ?? { kind: 'passed' },
        durationMs: 80 + index * 37,
        seed: 1000 + index,
      }),
    ),
    seed: 4711,
    startedAt: '2026-01-05T10:00:00.000Z',
    durationMs: 6240,
    interrupted: false,
    ownTests: '',
    provenance: {
      snapshot: '3f9a0c'.padEnd(64, '0'),
      course: '77b1de'.padEnd(64, '0'),
      checker: '0.1.0',
      checkerDigest: 'c0ffee'.padEnd(64, '0'),
      node: '24.21.0',
      services: [],
      isolation: 'process',
      weaknesses: ['the submission can reach the network'],
    },
    ...rest,
  };
}

/** The sample failure of each slug. */
export function failing(...slugs: readonly string[]): Record<string, Verdict> {
  return Object.fromEntries(
    slugs.map((slug) => {
      const observation = failures[slug];
      if (observation === undefined) throw new Error(`no sample failure for ${slug}`);
      return [slug, { kind: 'failed', observation }];
    }),
  );
}

export function blocked(by: string, ...slugs: readonly string[]): Record<string, Verdict> {
  return Object.fromEntries(slugs.map((slug) => [slug, { kind: 'blocked', by }]));
}

export const starter: JudgeResult = judged({
  ...failing('adds', 'injected-clock', 'own-tests'),
  'help-and-version': {
    kind: 'failed',
    observation: {
      promise: '`--help` explains the program.',
      did: [],
      expected: '`task --help` to exit with 0',
      saw: 'exit code 1; stderr begins "src/main.ts:14"',
      look: 'What does your program print for --help?',
      places: [],
      trace: [],
      limits: [],
    },
  },
  ...blocked('adds', 'lists', 'shows', 'removes', 'never-reuses-ids', 'rejects-bad-usage', 'json-output'),
  ...blocked('adds', 'survives-closed-pipe', 'unicode-safe', 'refuses-corrupt-file', 'durable'),
  ...blocked('adds', 'concurrent-writers', 'stale-lock-recovered', 'cancels-on-sigint'),
});

/** One of each: failed, blocked by it, not run here, inconclusive and what that blocks. */
export const mixture: JudgeResult = judged({
  ...failing('rejects-bad-usage', 'json-output', 'no-globals'),
  ...blocked('concurrent-writers', 'stale-lock-recovered'),
  durable: {
    kind: 'not-run',
    reason: 'this needs strace, which is not on this machine',
    hint: 'apt-get install strace, or leave it: it costs you nothing',
  },
  'concurrent-writers': {
    kind: 'inconclusive',
    cause: 'the judge could not start 20 programs at once: no more processes are allowed on this machine',
    hint: 'close other programs, or raise the limit with `ulimit -u`',
  },
});

const stopped: Verdict = { kind: 'not-run', reason: 'the run was stopped before it', hint: '' };
const unreached = [
  'concurrent-writers',
  'stale-lock-recovered',
  'cancels-on-sigint',
  'injected-clock',
  'no-globals',
];
export const interrupted: JudgeResult = judged(
  {
    ...failing('json-output'),
    ...Object.fromEntries([...unreached, 'own-tests', 'compiles'].map((slug) => [slug, stopped])),
  },
  { interrupted: true, durationMs: 2110 },
);

/** Every sample failure at once, nothing blocked. */
export const disaster: JudgeResult = judged(failing(...Object.keys(failures)));

export const allPassed: JudgeResult = judged({});
