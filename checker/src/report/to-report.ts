import type { Exercise } from '../course/course.ts';
import type { Requirement } from '../course/manifest.ts';
import type { JudgeResult, RequirementResult, Verdict } from '../judge/verdict.ts';
import { quote } from './quote.ts';
import type { Outcome, Points, Report, ReportedRequirement } from './schema.ts';

/** What the report tells besides the judging itself, as far as the caller knows it. */
export interface Standing {
  /** By slug: judgings so far, this one included, and how many hints were asked for. */
  readonly requirements?: Readonly<
    Record<string, { readonly attempts: number; readonly hintsShown: number }>
  >;
  /** By slug: the file that holds the timeline of a failure as a picture. */
  readonly pictures?: Readonly<Record<string, string>>;
  /** The requirements that were asked for, where not all were: only they stand in the report. */
  readonly only?: readonly string[];
  /** What to do once everything passed. */
  readonly next?: { readonly what: string; readonly command: string };
  /** The folder that was judged, as it has to stand on the command line, where it is not the workspace's. */
  readonly submission?: string;
}

/**
 * The report of one judging. What the learner is
 * not answerable for (inconclusive, not run, and whatever those block) earns nothing and is not counted in
 * `points.judged`.
 */
export function toReport(exercise: Exercise, result: JudgeResult, standing: Standing = {}): Report {
  const results = new Map(result.results.map((each) => [each.slug, each]));
  const requirements = exercise.manifest.requirements.flatMap((requirement) => {
    const own = results.get(requirement.slug);
    return own === undefined || standing.only?.includes(requirement.slug) === false
      ? []
      : [reportRequirement(exercise, requirement, own, results, result.seed, standing)];
  });
  const tier = (name: 'core' | 'stretch') => addUp(requirements.filter((each) => each.tier === name));
  const counts = { passed: 0, failed: 0, blocked: 0, inconclusive: 0, 'not-run': 0 };
  for (const { verdict } of requirements) counts[verdict.kind] += 1;
  return {
    format: 'backend-workbook-report',
    version: 1,
    exercise: { id: exercise.id, title: exercise.manifest.title, week: exercise.week },
    outcome: outcomeOf(counts, result.interrupted),
    scope: requirements.length === exercise.manifest.requirements.length ? 'all' : 'part',
    startedAt: result.startedAt,
    durationMs: result.durationMs,
    seed: result.seed,
    points: { ...addUp(requirements), core: tier('core'), stretch: tier('stretch') },
    counts,
    requirements,
    again: againCommand(exercise.id, standing.submission),
    next: standing.next ?? null,
    provenance: result.provenance,
  };
}

function reportRequirement(
  exercise: Exercise,
  requirement: Requirement,
  { slug, verdict, durationMs, seed, reused }: RequirementResult,
  results: ReadonlyMap<string, RequirementResult>,
  runSeed: number,
  standing: Standing,
): ReportedRequirement {
  const { sentence, tier, group, points, hints } = requirement;
  const root = rootOf(verdict, results);
  const known = standing.requirements?.[slug];
  const picture = standing.pictures?.[slug];
  return {
    slug,
    sentence,
    tier,
    group: group ?? null,
    points: {
      earned: verdict.kind === 'passed' ? points : 0,
      judged: verdict.kind === 'passed' || root.verdict.kind === 'failed' ? points : 0,
      possible: points,
    },
    verdict: verdict.kind === 'blocked' ? { kind: 'blocked', by: root.slug ?? verdict.by } : verdict,
    hints: hints.map((_, index) => `${slug}/${index + 1}`),
    hintsShown: known?.hintsShown ?? null,
    attempts: known?.attempts ?? null,
    durationMs,
    limits: verdict.kind === 'failed' ? verdict.observation.limits : [],
    seed,
    ...(reused === undefined ? {} : { reused }),
    ...(picture === undefined ? {} : { picture }),
    reproduce: reproduceCommand(exercise.id, slug, runSeed, standing.submission),
  };
}

/** Follows blocked verdicts to their cause. A prerequisite without a result counts as failed: it was judged before. */
function rootOf(
  verdict: Verdict,
  results: ReadonlyMap<string, RequirementResult>,
): { readonly slug?: string; readonly verdict: Pick<Verdict, 'kind'> } {
  let root: { slug?: string; verdict: Verdict } = { verdict };
  const seen = new Set<string>();
  while (root.verdict.kind === 'blocked') {
    const by = results.get(root.verdict.by);
    if (by === undefined || seen.has(by.slug)) return { slug: root.verdict.by, verdict: { kind: 'failed' } };
    seen.add(by.slug);
    root = { slug: by.slug, verdict: by.verdict };
  }
  return root;
}

function againCommand(exercise: string, submission: string | undefined): string {
  return submission === undefined
    ? `make check E=${exercise}`
    : `npm run checker -- check ${exercise} --submission ${quote(submission)}`;
}

function reproduceCommand(
  exercise: string,
  slug: string,
  seed: number,
  submission: string | undefined,
): string {
  const folder = submission === undefined ? '' : ` --submission ${quote(submission)}`;
  return `npm run checker -- check ${exercise}${folder} --only ${slug} --seed ${seed}`;
}

function addUp(requirements: readonly ReportedRequirement[]): Points {
  const sum = (of: keyof Points) =>
    // Points may be fractions; hundredths are exact enough for any gradebook and hide the noise of binary addition.
    Math.round(requirements.reduce((total, { points }) => total + points[of], 0) * 100) / 100;
  return { earned: sum('earned'), judged: sum('judged'), possible: sum('possible') };
}

/** Nothing failed and nothing passed means that nothing was judged, which must not look like success. */
function outcomeOf(counts: Report['counts'], interrupted: boolean): Outcome {
  if (interrupted) return 'interrupted';
  if (counts.failed > 0) return 'failed';
  return counts.inconclusive > 0 || counts.passed === 0 ? 'inconclusive' : 'passed';
}
