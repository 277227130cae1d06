import type { ClassReport, JudgedSubmission, RequirementTally } from './class-schema.ts';
import type { JudgedEntry, UnjudgedEntry } from './entry.ts';
import type { Report } from './schema.ts';

/** A report of a class, and what the grader knows besides. */
export interface ClassEntry extends JudgedEntry {
  /** Of its report, relative to the folder of grades. */
  readonly file: string;
  readonly known: boolean;
}

export interface ClassFacts {
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly isolation: ClassReport['isolation'];
  readonly left: number;
}

/** Sums up a class, in the order of its entries; what could not be judged stands behind what was. */
export function toClass(
  judged: readonly ClassEntry[],
  unjudged: readonly UnjudgedEntry[],
  { startedAt, durationMs, isolation, left }: ClassFacts,
): ClassReport {
  const alike = Map.groupBy(judged, ({ report }) => `${report.exercise.id} ${report.provenance.snapshot}`);
  const outcomes = Map.groupBy(judged, ({ report }) => report.outcome);
  const count = (outcome: Report['outcome']) => outcomes.get(outcome)?.length ?? 0;
  const kinds = Map.groupBy(unjudged, ({ kind }) => kind);
  return {
    format: 'backend-workbook-grades',
    version: 1,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(durationMs),
    isolation,
    counts: {
      graded: judged.length,
      passed: count('passed'),
      failed: count('failed'),
      inconclusive: count('inconclusive'),
      refused: kinds.get('refused')?.length ?? 0,
      empty: kinds.get('empty')?.length ?? 0,
      unknown: kinds.get('unknown')?.length ?? 0,
      left,
    },
    submissions: [
      ...judged.map((entry) => {
        const { exercise, provenance } = entry.report;
        const same = alike.get(`${exercise.id} ${provenance.snapshot}`) ?? [];
        return describe(
          entry,
          same.filter((other) => other !== entry).map(({ submission }) => submission),
        );
      }),
      ...unjudged.map(({ submission, kind, message }) => ({ submission, kind, message })),
    ],
    requirements: tally(judged.map(({ report }) => report)),
  };
}

function describe(
  { submission, report, file, known }: ClassEntry,
  sameAs: readonly string[],
): JudgedSubmission {
  const { exercise, outcome, points, requirements, provenance } = report;
  const slugs = (kind: 'failed' | 'inconclusive') =>
    requirements.filter(({ verdict }) => verdict.kind === kind).map(({ slug }) => slug);
  return {
    submission,
    exercise: exercise.id,
    outcome,
    points: { earned: points.earned, judged: points.judged, possible: points.possible },
    failed: slugs('failed'),
    inconclusive: slugs('inconclusive'),
    report: file,
    digest: provenance.snapshot,
    sameAs,
    known,
  };
}

function tally(reports: readonly Report[]): RequirementTally[] {
  const tallies = new Map<string, RequirementTally>();
  for (const { exercise, requirements } of reports) {
    for (const { slug, sentence, tier, verdict } of requirements) {
      const key = `${exercise.id}/${slug}`;
      const before = tallies.get(key) ?? { exercise: exercise.id, slug, sentence, tier, ...nobody };
      tallies.set(key, { ...before, [verdict.kind]: before[verdict.kind] + 1 });
    }
  }
  return [...tallies.values()];
}

const nobody = { passed: 0, failed: 0, blocked: 0, inconclusive: 0, 'not-run': 0 } as const;
