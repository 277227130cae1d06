import { type Entry, isJudged, type JudgedEntry, pathOf, type UnjudgedEntry } from './entry.ts';
import { verdictText } from './plain-verdict.ts';
import type { Report, ReportedRequirement } from './schema.ts';
import { attributes, element } from './xml.ts';

/**
 * The report as JUnit XML, in the form that CI systems read (the schema of the Jenkins xUnit plugin, junit-10.xsd): a suite
 * an exercise, a case a requirement. Failed is a failure; inconclusive is an error, since it is not the learner's; blocked
 * and not run are skipped.
 */
export function renderJunit(report: Report): string {
  return renderClassJunit([{ submission: report.exercise.id, report }]);
}

/** A class as one file: a suite a submission. One that could not be judged is a suite with a single error. */
export function renderClassJunit(entries: readonly Entry[]): string {
  const suites = entries.map((entry) => (isJudged(entry) ? judgedSuite(entry) : unjudgedSuite(entry)));
  const sum = (of: 'tests' | 'failures' | 'errors') => suites.reduce((total, suite) => total + suite[of], 0);
  const totals = {
    tests: sum('tests'),
    failures: sum('failures'),
    errors: sum('errors'),
    time: seconds(suites.reduce((total, { durationMs }) => total + durationMs, 0)),
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'backend-workbook', ...totals })}>`,
    ...suites.flatMap(({ lines }) => lines),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Suite {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly durationMs: number;
  readonly lines: readonly string[];
}

function judgedSuite(entry: JudgedEntry): Suite {
  const { exercise, counts, requirements, durationMs, startedAt } = entry.report;
  const totals = { tests: requirements.length, failures: counts.failed, errors: counts.inconclusive };
  const suite = {
    name: pathOf(entry).join('/'),
    ...totals,
    time: seconds(durationMs),
    skipped: counts.blocked + counts['not-run'],
    timestamp: startedAt.replace(/(\.\d+)?Z$/, ''),
  };
  const lines = [
    `  <testsuite${attributes(suite)}>`,
    '    <properties>',
    ...properties(entry.report).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    ...requirements.flatMap((requirement) => testCase(exercise.id, pathOf(entry), requirement)),
    '  </testsuite>',
  ];
  return { ...totals, durationMs, lines };
}

function unjudgedSuite({ submission, kind, message }: UnjudgedEntry): Suite {
  const totals = { tests: 1, failures: 0, errors: 1 };
  const lines = [
    `  <testsuite${attributes({ name: submission, ...totals, time: seconds(0), skipped: 0 })}>`,
    `    <testcase${attributes({ name: 'submission', classname: submission, time: seconds(0) })}>`,
    `      ${element('error', { type: kind, message }, '')}`,
    '    </testcase>',
    '  </testsuite>',
  ];
  return { ...totals, durationMs: 0, lines };
}

function properties({ exercise, outcome, points, seed, provenance }: Report): [string, string | number][] {
  const { weaknesses, services = [], ...facts } = provenance;
  return [
    ['title', exercise.title],
    ['outcome', outcome],
    ['points.earned', points.earned],
    ['points.judged', points.judged],
    ['points.possible', points.possible],
    ['seed', seed],
    ...Object.entries(facts),
    ...services.map(({ name, told, image }): [string, string] => [
      name,
      image === undefined ? told : `${told} (${image})`,
    ]),
    ...weaknesses.map((weakness): [string, string] => ['weakness', weakness]),
  ];
}

function testCase(exercise: string, path: readonly string[], requirement: ReportedRequirement): string[] {
  const { slug, group, durationMs } = requirement;
  const classname = [...path, ...(group === null ? [] : [group])].join('.');
  const open = `    <testcase${attributes({ name: slug, classname, time: seconds(durationMs) })}`;
  const outcome = outcomeElement(exercise, requirement);
  return outcome === null ? [`${open}/>`] : [`${open}>`, `      ${outcome}`, '    </testcase>'];
}

function outcomeElement(exercise: string, requirement: ReportedRequirement): string | null {
  const { verdict } = requirement;
  switch (verdict.kind) {
    case 'passed':
      return null;
    case 'failed': {
      const { observation } = verdict;
      const message = `expected ${observation.expected}; saw ${observation.saw}`;
      return element('failure', { type: 'failed', message }, verdictText(exercise, requirement));
    }
    case 'blocked':
      return element('skipped', { type: 'blocked', message: `blocked by ${verdict.by}` }, '');
    case 'inconclusive':
      return element('error', { type: 'inconclusive', message: verdict.cause }, verdict.hint);
    case 'not-run':
      return element('skipped', { type: 'not-run', message: verdict.reason }, verdict.hint);
    default:
      return verdict satisfies never;
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
