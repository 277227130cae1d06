import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exercise } from '../course/course.ts';
import type { Requirement } from '../course/manifest.ts';
import { findObstacle } from './find-obstacle.ts';
import type { RunContext } from './run-context.ts';
import type { Batch, Recorded } from './run-hidden-tests.ts';
import { settleVerdicts } from './settle.ts';
import type { JudgeEvent, RequirementResult, Verdict } from './verdict.ts';

/** The hidden tests of an earlier exercise that judge a later one as a single requirement. */
export interface SuiteBatch extends Batch {
  /** The requirement's own result, once the batch was run. */
  conclude(recorded: Recorded, options: { readonly stopped: boolean }): RequirementResult;
}

/**
 * Judges a submission by the hidden tests of an earlier exercise, as one requirement: it must still keep every promise of
 * that exercise, but for those that this one has itself under the same slug.
 */
export function suiteBatch(options: {
  readonly requirement: Requirement;
  readonly suite: Exercise;
  readonly driver: string | null;
  /** Of the exercise that is judged. */
  readonly context: RunContext;
  readonly onEvent: (event: JudgeEvent) => void;
}): SuiteBatch {
  const { requirement, suite, driver, context, onEvent } = options;
  const { slug, needs } = requirement;
  const own = new Set(context.manifest.requirements.map((each) => each.slug));
  const except = requirement.suite?.except ?? [];
  const judged = suite.manifest.requirements.filter(
    (each) => !own.has(each.slug) && !except.includes(each.slug),
  );
  const record = join(context.folder, `record-${suite.id}.jsonl`);
  writeFileSync(record, '', { mode: 0o600 });
  let startedAt: number | null = null;
  let endedAt = 0;
  return {
    known: [],
    context: {
      ...context,
      manifest: suiteManifest(context, suite, judged),
      hidden: join(suite.folder, 'hidden'),
      driver,
      record,
      only: judged.map((each) => each.slug),
      prerequisites: { record: context.record, slugs: needs },
    },
    onEvent(event) {
      if (event.kind === 'started' && startedAt === null) {
        startedAt = performance.now();
        onEvent({ kind: 'started', slug });
      }
      endedAt = performance.now();
    },
    conclude({ results, troubles }, { stopped }) {
      const by = findObstacle(context.record, needs);
      const verdict = (): Verdict => {
        if (by !== null) return { kind: 'blocked', by };
        if (stopped) return wasStopped;
        const settled = settleVerdicts(judged.map(withoutNeedsOf(own)), results, () => lost(troubles));
        return verdictOf(suite, settled);
      };
      const durationMs = startedAt === null ? 0 : Math.round(endedAt - startedAt);
      const result = { slug, verdict: verdict(), durationMs, seed: context.seed };
      onEvent({ kind: 'ended', result });
      return result;
    },
  };
}

/** The promises are the earlier exercise's; what the program may use and needs is this one's. */
function suiteManifest(
  { manifest }: RunContext,
  suite: Exercise,
  requirements: readonly Requirement[],
): RunContext['manifest'] {
  const {
    entry,
    module,
    entries,
    imports,
    services,
    environment,
    runsIn,
    migrate,
    permission,
    workers,
    limits,
  } = manifest;
  return {
    ...suite.manifest,
    entry,
    entries,
    imports,
    services,
    environment,
    runsIn,
    permission,
    workers,
    limits,
    ...(module === undefined ? {} : { module }),
    ...(migrate === undefined ? {} : { migrate }),
    requirements: [...requirements],
  };
}

function withoutNeedsOf(own: ReadonlySet<string>): (requirement: Requirement) => Requirement {
  return (requirement) => ({ ...requirement, needs: requirement.needs.filter((slug) => !own.has(slug)) });
}

/** The first promise that broke stands for all; how many others broke is said beside it. */
function verdictOf(suite: Exercise, results: readonly RequirementResult[]): Verdict {
  const failed = results.filter(({ verdict }) => verdict.kind === 'failed');
  const [first] = failed;
  if (first?.verdict.kind === 'failed') {
    const { observation } = first.verdict;
    const others = failed.slice(1).map(({ slug }) => slug);
    const besides = others.length === 0 ? '' : ` (${others.length} more: ${others.slice(0, 8).join(', ')})`;
    return {
      kind: 'failed',
      observation: {
        ...observation,
        promise: `\`${first.slug}\` of ${suite.id}${besides}: ${observation.promise}`,
      },
    };
  }
  // What this machine cannot judge is nobody's fault, as it is in the earlier exercise.
  const undecided = results.find(({ verdict }) => verdict.kind === 'inconclusive');
  return undecided?.verdict ?? { kind: 'passed' };
}

const wasStopped: Verdict = {
  kind: 'not-run',
  reason: 'the check was stopped before it',
  hint: 'Run the check again.',
};

function lost(troubles: readonly string[]): Verdict {
  return {
    kind: 'inconclusive',
    cause: troubles.join('\n').slice(0, 2000) || 'The judging process ended before this was decided.',
    hint: 'This is not your fault and costs nothing. Run the check again; if it stays, report it with this text.',
  };
}
