import { checkerVersion } from '../version.ts';
import { type Entry, isJudged, type JudgedEntry, pathOf, type UnjudgedEntry } from './entry.ts';
import { escapeInvisible } from './json.ts';
import { verdictLine, verdictText } from './plain-verdict.ts';
import { sanitize } from './sanitize.ts';
import type { ReportedRequirement } from './schema.ts';

/**
 * Reports in the Common Test Report Format (https://ctrf.io, version 0.0.0 of its specification): one test a requirement.
 * Inconclusive is `other`, and blocked and not run are `skipped`; the verdict itself stands in `rawStatus`. Points have no
 * place in it: they stand in `extra`, those that were judged beside those that were possible.
 */
export function renderCtrf(entries: readonly Entry[]): string {
  const tests = entries.flatMap((entry): Test[] =>
    isJudged(entry)
      ? entry.report.requirements.map((requirement) => testOf(entry, requirement))
      : [unjudgedTest(entry)],
  );
  const count = (status: Status) => tests.filter((test) => test.status === status).length;
  const judged = entries.filter(isJudged);
  const spans = judged.map(({ report }) => {
    const start = Date.parse(report.startedAt);
    return { start, stop: start + Math.round(report.durationMs) };
  });
  const start = spans.reduce((first, span) => Math.min(first, span.start), Number.POSITIVE_INFINITY);
  const stop = spans.reduce((last, span) => Math.max(last, span.stop), 0);
  const document = {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    generatedBy: `backend-workbook checker ${checkerVersion}`,
    results: {
      tool: { name: 'backend-workbook', version: checkerVersion },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: 0,
        other: count('other'),
        suites: entries.length,
        // Where nothing was judged there is no time to tell, and the format demands one.
        start: spans.length === 0 ? 0 : start,
        stop,
      },
      tests,
      extra: { submissions: judged.map(tellSubmission) },
    },
  };
  return `${escapeInvisible(JSON.stringify(safe(document), null, 2))}\n`;
}

type Test = ReturnType<typeof testOf> | ReturnType<typeof unjudgedTest>;
type Status = 'passed' | 'failed' | 'skipped' | 'other';

const statuses = {
  passed: 'passed',
  failed: 'failed',
  blocked: 'skipped',
  'not-run': 'skipped',
  inconclusive: 'other',
} as const satisfies Record<ReportedRequirement['verdict']['kind'], Status>;

function testOf(entry: JudgedEntry, requirement: ReportedRequirement) {
  const { slug, verdict, group, tier, points, durationMs, seed } = requirement;
  const { id } = entry.report.exercise;
  const message = verdictLine(requirement);
  const [place] = verdict.kind === 'failed' ? verdict.observation.places : [];
  return {
    name: slug,
    status: statuses[verdict.kind],
    rawStatus: verdict.kind,
    duration: Math.round(durationMs),
    suite: [...pathOf(entry), ...(group === null ? [] : [group])],
    ...(message === null ? {} : { message }),
    ...(verdict.kind === 'failed' ? { trace: verdictText(id, requirement) } : {}),
    ...(place === undefined ? {} : { filePath: place.file, line: place.line }),
    tags: [tier],
    extra: { points, seed, sentence: requirement.sentence },
  };
}

function unjudgedTest({ submission, kind, message }: UnjudgedEntry) {
  return {
    name: 'submission',
    status: 'other' as const,
    rawStatus: kind,
    duration: 0,
    suite: [submission],
    message,
  };
}

function tellSubmission({ submission, report }: JudgedEntry) {
  const { exercise, outcome, points, seed, provenance } = report;
  return { submission, exercise: exercise.id, outcome, points, seed, provenance };
}

/** Every text made safe; the format's own words are, and stay as they are. */
function safe(value: unknown): unknown {
  if (typeof value === 'string') return sanitize(value);
  if (Array.isArray(value)) return value.map(safe);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, safe(each)]));
}
