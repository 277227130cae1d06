import { flushCompileCache } from 'node:module';
import { dirname } from 'node:path';
import { inject, test } from 'vitest';
import type { Requirement } from '../src/course/manifest.ts';
import { CheckerError } from '../src/errors.ts';
import { findObstacle } from '../src/judge/find-obstacle.ts';
import { appendToRecord } from '../src/judge/record.ts';
import type { RunContext } from '../src/judge/run-context.ts';
import { seedOf } from '../src/judge/seed.ts';
import type { Verdict } from '../src/judge/verdict.ts';
import { createFixtures } from './create-fixtures.ts';
import { localPaths } from './excerpt.ts';
import { Broken, NotRun } from './expect.ts';
import type { Fixtures } from './fixtures.ts';
import { openScenario, type Scenario } from './scenario.ts';
import { settledWithin } from './settled-within.ts';

/** How long a box may take to be cleared away before the judge counts itself stuck. */
const cleanupMs = 5000;
const boxHint =
  'This is not your fault and costs nothing. Check again; if it stays, run `npm run checker -- doctor`.';
const serviceHint =
  'This is not your fault and costs nothing. Check again: a server that has ended is started anew. `npm run checker -- doctor` says which server is used.';

/**
 * The hidden test of one requirement. The function throws what broke (through the expect helpers) or returns; its verdict
 * is written to the record the moment that it is known. What it throws otherwise is a defect of ours: the requirement is
 * judged once more with the same seed, and then inconclusive, so that the learner is not charged for it.
 */
export function requirement(slug: string, judge: (fixtures: Fixtures) => Promise<void> | void): void {
  const runs = inject('runs');
  test(slug, async ({ task }) => {
    const file = task.file.filepath;
    const run = runs[dirname(file)];
    if (run === undefined) throw new Error(`nothing is judged by ${file}`);
    const { only, prerequisites } = run;
    if (only?.includes(slug) === false) return;
    if (prerequisites !== null && findObstacle(prerequisites.record, prerequisites.slugs) !== null) return;
    const found = run.manifest.requirements.find((each) => each.slug === slug);
    if (found === undefined) throw new Error(`the manifest has no requirement ${slug}`);
    const deadlineMs = (found.wallSeconds ?? run.manifest.limits.wallSeconds) * 1000;
    const worker = process.env.CHECKER_WORKER ?? '';
    appendToRecord(run.record, {
      kind: 'started',
      slug,
      file,
      worker,
      // Two tries, and room for what they find to be written.
      deadlineMs: 2 * (deadlineMs + cleanupMs) + cleanupMs,
    });
    const startedAt = performance.now();
    const seed = seedOf(run.seed, slug);
    let verdict = blockedVerdict(run, found);
    for (let attempt = 1; verdict === null; attempt++) {
      const outcome = await judgeOnce(run, found, seed, deadlineMs, judge);
      if (outcome.kind !== 'inconclusive' || attempt === 2) verdict = outcome;
    }
    const durationMs = Math.round(performance.now() - startedAt);
    appendToRecord(run.record, { kind: 'ended', slug, verdict, durationMs, seed });
    // Judging processes are killed, and node would write what it compiled at an exit only. Nothing new costs 0.3 ms.
    flushCompileCache();
  });
}

/** A prerequisite that is already known to have failed makes the test pointless. */
function blockedVerdict(run: RunContext, { needs }: Requirement): Verdict | null {
  const by = findObstacle(run.record, needs);
  return by === null ? null : { kind: 'blocked', by };
}

async function judgeOnce(
  run: RunContext,
  found: Requirement,
  seed: number,
  deadlineMs: number,
  judge: (fixtures: Fixtures) => Promise<void> | void,
): Promise<Verdict> {
  const abort = new AbortController();
  const scenario = openScenario(run, found, seed, abort.signal);
  let verdict: Verdict;
  try {
    const judging = Promise.resolve().then(() => judge(createFixtures(scenario)));
    const inTime = await settledWithin(judging, deadlineMs);
    verdict = inTime ? { kind: 'passed' } : ((await boxVerdict(scenario)) ?? overdue(scenario, deadlineMs));
  } catch (error) {
    verdict = verdictOf(error, scenario);
  }
  if (verdict.kind === 'failed') verdict = (await serviceVerdict(scenario)) ?? verdict;
  if (verdict.kind === 'failed' || verdict.kind === 'passed')
    verdict = (await boxVerdict(scenario)) ?? verdict;
  abort.abort();
  try {
    const cleared = await settledWithin(Promise.resolve(scenario[Symbol.asyncDispose]()), cleanupMs);
    // What was at fault before tells more.
    if (!cleared && verdict.kind !== 'inconclusive')
      return inconclusive(new Error('the box could not be cleared away in time'), run);
  } catch (error) {
    return inconclusive(error, run);
  }
  return verdict;
}

/** A broken promise counts only where the services that it rests on still work. */
async function serviceVerdict(scenario: Scenario): Promise<Verdict | null> {
  const cause = await scenario.trouble();
  return cause === null ? null : { kind: 'inconclusive', cause, hint: serviceHint };
}

/** A program may have ended, rightly or wrongly, because its box did. */
async function boxVerdict(scenario: Scenario): Promise<Verdict | null> {
  const cause = await scenario.boxTrouble();
  return cause === null ? null : { kind: 'inconclusive', cause, hint: boxHint };
}

function verdictOf(error: unknown, scenario: Scenario): Verdict {
  if (error instanceof Broken) return { kind: 'failed', observation: scenario.observe(error.part) };
  if (error instanceof NotRun) return { kind: 'not-run', reason: error.message, hint: error.hint };
  return inconclusive(error, scenario.run);
}

/** The deadline of the whole requirement is over: the submission's doing when the judge was waiting for it. */
function overdue(scenario: Scenario, deadlineMs: number): Verdict {
  const figure = `${deadlineMs / 1000} s`;
  if (scenario.pending === null)
    return inconclusive(new Error(`the hidden test itself took longer than ${figure}`), scenario.run);
  return {
    kind: 'failed',
    observation: scenario.observe({
      expected: `an answer within ${figure} for the whole requirement`,
      saw: `the judge was still waiting for ${scenario.pending}`,
      look: 'Which step never comes to its end? Run it by hand and watch where it stops.',
      limits: [{ limit: 'wall', figure }],
    }),
  };
}

function inconclusive(error: unknown, run: RunContext): Verdict {
  if (error instanceof CheckerError) return { kind: 'inconclusive', cause: error.message, hint: error.hint };
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const local = localPaths(cause, run).replaceAll(`${run.repository}/`, '');
  return {
    kind: 'inconclusive',
    cause: local.slice(0, 2000),
    hint: 'This is not your fault and costs nothing. Run the check again; if it stays, report it with this text.',
  };
}
