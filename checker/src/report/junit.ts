import { screen } from './layout.ts';
import { takePen } from './pen.ts';
import type { Report, ReportedRequirement } from './schema.ts';
import { tellFailure } from './tell-failure.ts';
import { attributes, element } from './xml.ts';

/**
 * The report as JUnit XML, in the form that CI systems read (the schema of the Jenkins xUnit plugin, junit-10.xsd): a suite
 * an exercise, a case a requirement. Failed is a failure; inconclusive is an error, since it is not the learner's; blocked
 * and not run are skipped.
 */
export function renderJunit(report: Report): string {
  const { exercise, counts, requirements, durationMs, startedAt } = report;
  const totals = {
    tests: requirements.length,
    failures: counts.failed,
    errors: counts.inconclusive,
    time: seconds(durationMs),
  };
  const suite = {
    name: exercise.id,
    ...totals,
    skipped: counts.blocked + counts['not-run'],
    timestamp: startedAt.replace(/(\.\d+)?Z$/, ''),
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'backend-workbook', ...totals })}>`,
    `  <testsuite${attributes(suite)}>`,
    '    <properties>',
    ...properties(report).map(([name, value]) => `      <property${attributes({ name, value })}/>`),
    '    </properties>',
    ...requirements.flatMap((requirement) => testCase(exercise.id, requirement)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function properties({ exercise, outcome, points, seed, provenance }: Report): [string, string | number][] {
  const { weaknesses, ...facts } = provenance;
  return [
    ['title', exercise.title],
    ['outcome', outcome],
    ['points.earned', points.earned],
    ['points.judged', points.judged],
    ['points.possible', points.possible],
    ['seed', seed],
    ...Object.entries(facts),
    ...weaknesses.map((weakness): [string, string] => ['weakness', weakness]),
  ];
}

function testCase(exercise: string, requirement: ReportedRequirement): string[] {
  const { slug, group, durationMs } = requirement;
  const classname = group === null ? exercise : `${exercise}.${group}`;
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
      const pen = takePen({ columns: 100, color: false, verbose: true, unicode: true, plain: true });
      const text = screen(tellFailure(exercise, requirement, observation, pen));
      return element('failure', { type: 'failed', message }, text);
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
