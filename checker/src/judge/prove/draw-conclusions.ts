import type { Exercise } from '../../course/course.ts';
import type { JudgeResult, RequirementResult, Verdict } from '../verdict.ts';
import type { Mutant } from './mutant.ts';
import type { Flake, Hole, MutantRow, Proof } from './proof.ts';

export type Subject =
  | { readonly kind: 'starter' | 'reference' | 'variant'; readonly name: string; readonly folder: string }
  | { readonly kind: 'mutant'; readonly name: string; readonly folder: string; readonly mutant: Mutant };

export interface Judged {
  readonly subject: Subject;
  readonly result: JudgeResult;
}

/** Reads the verdicts of all subjects and says where the hidden tests have holes. Pure. */
export function drawConclusions(
  { id, manifest }: Exercise,
  mutants: readonly Mutant[],
  judged: readonly Judged[],
  run: Pick<Proof, 'repeats' | 'seed' | 'durationMs'> & { readonly quick: boolean },
): Proof {
  const slugs = manifest.requirements.map((each) => each.slug);
  const matrix = mutantRows(judged);
  const imprecise = run.quick ? [] : judged.flatMap(impreciseHoles);
  const variants = new Map<string, boolean>();
  for (const { subject, result } of judged) {
    if (subject.kind !== 'variant') continue;
    variants.set(subject.name, (variants.get(subject.name) ?? true) && result.results.every(isRight));
  }
  const allowed = manifest.starterPasses.filter((slug) => slugs.includes(slug));
  const starterPassed = slugs.filter((slug) =>
    judged.some(({ subject, result }) => subject.kind === 'starter' && kindOf(result, slug) === 'passed'),
  );
  const unkilled = new Set(matrix.filter((row) => !row.killed).map((row) => row.mutant));
  const unprecise = new Set(imprecise.map((hole) => hole.subject));
  return {
    exercise: id,
    requirements: slugs.length,
    mutants: {
      total: matrix.length,
      killed: matrix.length - unkilled.size,
      precise: run.quick
        ? null
        : matrix.filter((row) => row.killed && !unprecise.has(`mutant ${row.mutant}`)).length,
      left: mutants.length - matrix.length,
    },
    variants: { total: variants.size, passed: [...variants.values()].filter(Boolean).length },
    starter: { passed: starterPassed, allowed },
    matrix,
    holes: distinct([
      ...judged.flatMap(rightSolutionHoles),
      ...judged.flatMap(survivorHoles),
      ...imprecise,
      ...slugs
        .filter((slug) => !mutants.some((mutant) => mutant.requirement === slug))
        .map((slug): Hole => ({ kind: 'no-mutant', subject: slug, slug, saw: 'no mutant names it' })),
      ...starterPassed
        .filter((slug) => !allowed.includes(slug))
        .map((slug): Hole => ({ kind: 'starter-passes', subject: 'starter', slug, saw: 'passed' })),
      ...judged.flatMap(inconclusiveHoles),
    ]),
    flakes: flakesIn(judged),
    unjudged: unjudgedIn(judged),
    repeats: run.repeats,
    seed: run.seed,
    durationMs: run.durationMs,
  };
}

function mutantRows(judged: readonly Judged[]): MutantRow[] {
  const rows = new Map<string, MutantRow>();
  for (const { subject, result } of judged) {
    if (subject.kind !== 'mutant') continue;
    const { slug, requirement, idea } = subject.mutant;
    const failed = result.results.filter((each) => each.verdict.kind === 'failed').map((each) => each.slug);
    const earlier = rows.get(slug);
    rows.set(slug, {
      mutant: slug,
      idea,
      requirement,
      killed: (earlier?.killed ?? true) && countsAsKilled(result, requirement),
      failed: [...new Set([...(earlier?.failed ?? []), ...failed])],
    });
  }
  return [...rows.values()];
}

/** A requirement that this machine cannot judge is nobody's hole; `unjudged` says it. */
function countsAsKilled(result: JudgeResult, slug: string): boolean {
  const kind = kindOf(result, slug);
  return kind === 'failed' || kind === 'not-run';
}

function rightSolutionHoles({ subject, result }: Judged): Hole[] {
  if (subject.kind !== 'reference' && subject.kind !== 'variant') return [];
  return result.results
    .filter((each) => !isRight(each) && each.verdict.kind !== 'inconclusive')
    .map(({ slug, verdict }) => ({
      kind: subject.kind === 'reference' ? 'reference-fails' : 'variant-fails',
      subject: subject.name,
      slug,
      saw: tell(verdict),
    }));
}

function survivorHoles({ subject, result }: Judged): Hole[] {
  if (subject.kind !== 'mutant') return [];
  const { requirement } = subject.mutant;
  if (countsAsKilled(result, requirement)) return [];
  const verdict = result.results.find((each) => each.slug === requirement)?.verdict;
  const saw = verdict === undefined ? 'the manifest has no such requirement' : tell(verdict);
  return [{ kind: 'mutant-survives', subject: subject.name, slug: requirement, saw }];
}

function impreciseHoles({ subject, result }: Judged): Hole[] {
  if (subject.kind !== 'mutant') return [];
  const { requirement, also } = subject.mutant;
  const failed = result.results.filter((each) => each.verdict.kind === 'failed').map((each) => each.slug);
  const unlisted = failed.filter((slug) => slug !== requirement && !also.includes(slug));
  const unfailed = also.filter((slug) => !failed.includes(slug) && kindOf(result, slug) !== 'not-run');
  return [
    ...unlisted.map((slug): Hole => {
      const verdict = result.results.find((each) => each.slug === slug)?.verdict;
      return {
        kind: 'mutant-imprecise',
        subject: subject.name,
        slug,
        saw: `failed, and its Also: line does not list it: ${verdict === undefined ? '' : tell(verdict)}`,
      };
    }),
    ...unfailed.map(
      (slug): Hole => ({
        kind: 'mutant-imprecise',
        subject: subject.name,
        slug,
        saw: `listed as Also:, but ${kindOf(result, slug)}`,
      }),
    ),
  ];
}

function inconclusiveHoles({ subject, result }: Judged): Hole[] {
  return result.results
    .filter((each) => each.verdict.kind === 'inconclusive')
    .map(({ slug, verdict }) => ({ kind: 'inconclusive', subject: subject.name, slug, saw: tell(verdict) }));
}

function flakesIn(judged: readonly Judged[]): Flake[] {
  const seen = new Map<string, { subject: string; slug: string; results: RequirementResult[] }>();
  for (const { subject, result } of judged) {
    for (const each of result.results) {
      const key = `${subject.name} ${each.slug}`;
      const entry = seen.get(key) ?? { subject: subject.name, slug: each.slug, results: [] };
      entry.results.push(each);
      seen.set(key, entry);
    }
  }
  return [...seen.values()]
    .filter(({ results }) => new Set(results.map((each) => each.verdict.kind)).size > 1)
    .map(({ subject, slug, results }) => ({
      subject,
      slug,
      verdicts: results.map((each) => each.verdict.kind),
      seeds: results.map((each) => each.seed),
    }));
}

function unjudgedIn(judged: readonly Judged[]): { slug: string; reason: string }[] {
  const found = new Map<string, string>();
  for (const { subject, result } of judged) {
    if (subject.kind !== 'reference') continue;
    for (const { slug, verdict } of result.results)
      if (verdict.kind === 'not-run') found.set(slug, verdict.reason);
  }
  return [...found].map(([slug, reason]) => ({ slug, reason }));
}

function isRight(result: RequirementResult): boolean {
  return result.verdict.kind === 'passed' || result.verdict.kind === 'not-run';
}

function kindOf(result: JudgeResult, slug: string): Verdict['kind'] | 'missing' {
  return result.results.find((each) => each.slug === slug)?.verdict.kind ?? 'missing';
}

function tell(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'failed':
      return `failed: expected ${verdict.observation.expected}; saw ${verdict.observation.saw}`;
    case 'blocked':
      return `blocked by ${verdict.by}`;
    case 'inconclusive':
      return `inconclusive: ${verdict.cause}`;
    case 'not-run':
      return `not run: ${verdict.reason}`;
    case 'passed':
      return 'passed';
    default:
      return verdict satisfies never;
  }
}

function distinct(holes: readonly Hole[]): Hole[] {
  const seen = new Map(holes.map((hole) => [`${hole.kind} ${hole.subject} ${hole.slug}`, hole]));
  return [...seen.values()];
}
