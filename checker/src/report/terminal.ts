import { hang, screen } from './layout.ts';
import { mark, type Pen, type TerminalOptions, takePen } from './pen.ts';
import { tellDuration } from './quantities.ts';
import { sanitizeLine } from './sanitize.ts';
import type { Report } from './schema.ts';
import { tellFailure } from './tell-failure.ts';
import { tellGroups } from './tell-groups.ts';
import { tellNext } from './tell-next.ts';
import { tellPoints } from './tell-points.ts';
import { tellRest } from './tell-rest.ts';

export type { TerminalOptions } from './pen.ts';

/**
 * The report for a terminal. After the totals comes the first real cause, told whole; what else failed, what that blocks
 * and what could not be judged follow in short, and the last line says what to do. With `verbose` every failure is told
 * whole and every requirement listed under its heading.
 */
export function renderResult(report: Report, options: TerminalOptions): string {
  const pen = takePen(options);
  const failures = report.requirements.flatMap((requirement) =>
    requirement.verdict.kind === 'failed'
      ? [{ requirement, observation: requirement.verdict.observation }]
      : [],
  );
  const told = options.verbose ? failures : failures.slice(0, 1);
  return screen([
    ...tellHeader(report, pen),
    '',
    ...told.flatMap(({ requirement, observation }) => [
      ...tellFailure(report.exercise.id, requirement, observation, pen),
      '',
    ]),
    ...(options.verbose ? [...tellGroups(report, pen), ''] : []),
    ...tellRest(
      report,
      told.map(({ requirement }) => requirement.slug),
      pen,
    ),
    '',
    ...tellNext(report, pen),
    ...(options.verbose ? ['', ...tellProvenance(report, pen)] : []),
  ]);
}

function tellHeader(report: Report, pen: Pen): string[] {
  const { exercise, counts } = report;
  const kinds = (['failed', 'blocked', 'inconclusive', 'not-run', 'passed'] as const).filter(
    (kind) => counts[kind] > 0,
  );
  const told = kinds.map((kind) =>
    mark(kind, pen, `${counts[kind]} ${wordOf[kind]}`).replaceAll(' ', nonBreaking),
  );
  const title = `${pen.chalk.bold(exercise.id)}: ${exercise.title}`;
  return [
    ...hang(title, pen.columns, '', ''),
    ...hang(`${tellPoints(report)}, in ${tellDuration(report.durationMs)}`, pen.columns, '', ''),
    ...hang(told.join(', '), pen.columns, '', '').map((line) => line.replaceAll(nonBreaking, ' ')),
    ...tellReused(report, pen),
  ];
}

/** What passed before, and was not judged again since nothing that it depends on has changed. */
function tellReused({ requirements }: Report, pen: Pen): string[] {
  const reused = requirements.filter((each) => each.reused === true).map(({ slug }) => slug);
  return reused.length === 0
    ? []
    : hang(
        `not judged again, since test/ is as it was when it passed: ${reused.join(', ')}`,
        pen.columns,
        '',
        '',
      );
}

const wordOf = {
  failed: 'failed',
  blocked: 'blocked',
  inconclusive: 'inconclusive',
  'not-run': 'not run',
  passed: 'passed',
};
/** Keeps a symbol and its words on one line while wrapping. */
const nonBreaking = '\u00a0';

function tellProvenance({ provenance, seed, startedAt }: Report, pen: Pen): string[] {
  const facts = [
    `seed ${seed}`,
    `judged ${startedAt} in a ${provenance.isolation} box on Node ${provenance.node} by checker ${provenance.checker}`,
    `submission ${provenance.snapshot.slice(0, 12)}, course ${provenance.course.slice(0, 12)}`,
    ...provenance.weaknesses.map((weakness) => `weaker here: ${weakness}`),
  ];
  return facts.flatMap((fact) => hang(pen.chalk.gray(sanitizeLine(fact)), pen.columns, '', '  '));
}
