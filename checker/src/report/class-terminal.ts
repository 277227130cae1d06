import stringWidth from 'string-width';
import type { ClassReport, JudgedSubmission, RequirementTally, UnjudgedSubmission } from './class-schema.ts';
import { cut, hang, pad, screen } from './layout.ts';
import { mark, type Pen, type TerminalOptions, takePen } from './pen.ts';
import { tellCount, tellDuration } from './quantities.ts';
import { sanitizeLine } from './sanitize.ts';

/**
 * What grading a class found, for a terminal: a line a submission, what went wrong most often, what could not be judged and
 * who handed in the same, and the totals. Pure.
 */
export function renderClass(report: ClassReport, folder: string, options: TerminalOptions): string {
  const pen = takePen(options);
  const judged = report.submissions.filter(isJudged);
  const unjudged = report.submissions.filter((each): each is UnjudgedSubmission => !isJudged(each));
  return screen([
    ...tellSubmissions(judged, pen),
    '',
    ...tellRequirements(report.requirements, pen),
    '',
    ...tellUnjudged(unjudged, pen),
    '',
    ...tellAlike(judged, pen),
    '',
    ...tellTotals(report, folder, pen),
  ]);
}

function isJudged(submission: ClassReport['submissions'][number]): submission is JudgedSubmission {
  return 'outcome' in submission;
}

function tellSubmissions(submissions: readonly JudgedSubmission[], pen: Pen): string[] {
  const several = new Set(submissions.map(({ exercise }) => exercise)).size > 1;
  const nameOf = ({ submission, exercise }: JudgedSubmission) =>
    cut(sanitizeLine(several ? `${submission} ${exercise}` : submission), longestName, pen.ellipsis);
  const width = Math.max(0, ...submissions.map((each) => stringWidth(nameOf(each))));
  const figureColumns = Math.max(0, ...submissions.map(({ points }) => figuresOf(points).length));
  return submissions.flatMap((each) => {
    const { outcome, points, failed, inconclusive } = each;
    const kind = outcome === 'interrupted' ? 'not-run' : outcome;
    const why = [
      ...(failed.length === 0 ? [] : [`failed ${failed.join(', ')}`]),
      ...(inconclusive.length === 0 ? [] : [`inconclusive ${inconclusive.join(', ')}`]),
    ].join('; ');
    const first = `${pad(nameOf(each), width)}  ${mark(kind, pen, '').trimEnd()} ${pad(figuresOf(points), figureColumns)}`;
    const room = pen.columns - stringWidth(first) - 2;
    return [`${first}  ${room < 10 || pen.verbose ? why : cut(why, room, pen.ellipsis)}`];
  });
}

const longestName = 32;

/** Where something was not judged, that is told: a mark is earned of judged. */
function figuresOf({ earned, judged, possible }: JudgedSubmission['points']): string {
  return judged < possible ? `${earned}/${judged} of ${possible}` : `${earned}/${judged}`;
}

/** What was missed most often first; what everybody kept is not told. */
function tellRequirements(requirements: readonly RequirementTally[], pen: Pen): string[] {
  const missed = requirements
    .filter(({ failed }) => failed > 0)
    .toSorted((a, b) => b.failed - a.failed)
    .map(({ exercise, slug, failed, blocked, passed }) => {
      const rest = blocked === 0 ? '' : `, ${blocked} blocked`;
      return `${mark('failed', pen, `${failed} of ${failed + passed + blocked}`)}${rest}: ${exercise} ${slug}`;
    });
  return missed.length === 0 ? [] : [pen.chalk.bold('What failed most often'), ...indent(missed, pen)];
}

function tellUnjudged(unjudged: readonly UnjudgedSubmission[], pen: Pen): string[] {
  if (unjudged.length === 0) return [];
  const lines = unjudged.map(
    ({ submission, kind, message }) => `${sanitizeLine(submission)}: ${kind}: ${sanitizeLine(message)}`,
  );
  return [pen.chalk.bold('Not judged'), ...indent(lines, pen)];
}

function tellAlike(judged: readonly JudgedSubmission[], pen: Pen): string[] {
  const groups = Map.groupBy(
    judged.filter(({ sameAs }) => sameAs.length > 0),
    ({ exercise, digest }) => `${exercise} ${digest}`,
  );
  if (groups.size === 0) return [];
  const lines = [...groups.values()].map((group) => {
    const names = group.map(({ submission }) => sanitizeLine(submission)).join(', ');
    return `${names} (${group[0]?.exercise})`;
  });
  return [pen.chalk.bold('The same to the byte'), ...indent(lines, pen)];
}

function tellTotals(
  { counts, durationMs, isolation, submissions }: ClassReport,
  folder: string,
  pen: Pen,
): string[] {
  const kinds = (['passed', 'failed', 'inconclusive', 'refused', 'empty', 'unknown'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${kind}`);
  const known = submissions.filter((each) => isJudged(each) && each.known).length;
  const lines = [
    `${tellCount(counts.graded, 'report')}: ${kinds.join(', ') || 'nothing was graded'}, in ${tellDuration(durationMs)}, isolation ${isolation}`,
    ...(known === 0 ? [] : [`${known} of them known from an earlier run, and not judged again`]),
    ...(counts.left === 0
      ? []
      : [`stopped: ${tellCount(counts.left, 'submission')} left; the same command goes on there`]),
    `grades: ${folder}`,
  ];
  return lines.flatMap((line) => hang(line, pen.columns, '', '  '));
}

function indent(lines: readonly string[], pen: Pen): string[] {
  return lines.flatMap((line) => hang(line, pen.columns, '  ', '    '));
}
