import { commandLines, splitCommand } from './command-lines.ts';
import { hang } from './layout.ts';
import { margin, mark, type Pen } from './pen.ts';
import type { Report } from './schema.ts';
import { tellPoints } from './tell-points.ts';

/** How it stands in a sentence, and the one thing to do now with its exact command. */
export function tellNext(report: Report, pen: Pen): string[] {
  const { outcome, scope, points, counts } = report;
  const check = report.again;
  const onward = report.next ?? { what: 'go on to what comes after it', command: 'make next' };
  switch (outcome) {
    case 'passed':
      return scope === 'all'
        ? [...praise(report, pen), ...next(onward.what, onward.command, pen)]
        : next('judge the whole exercise', check, pen);
    case 'failed': {
      const first = report.requirements.find(({ verdict }) => verdict.kind === 'failed');
      const coreDone =
        scope === 'all' && points.core.possible > 0 && points.core.earned === points.core.possible;
      const fix = `fix ${first?.slug ?? 'it'}, told above, then judge again`;
      if (!coreDone) return next(fix, check, pen);
      // As `next` sees it: after the core comes the next exercise, and stretch is for who wants it.
      const goOnFirst = report.next !== null;
      return [
        ...hang('Every core requirement passed; what is open is stretch.', pen.columns, ''),
        ...(goOnFirst ? next(onward.what, onward.command, pen) : []),
        ...next(fix, check, pen, goOnFirst ? 'Or' : 'Next'),
        ...(goOnFirst ? [] : next(onward.what, onward.command, pen, 'Or')),
      ];
    }
    case 'inconclusive':
      return [
        ...hang(
          `${counts.inconclusive > 0 ? 'Nothing failed, but not everything could be judged' : 'Nothing could be judged'}. ` +
            'This is not your doing and costs you nothing.',
          pen.columns,
          '',
        ),
        ...next('see "Then" above, and judge again', check, pen),
      ];
    case 'interrupted': {
      const judged = counts.passed + counts.failed + counts.blocked;
      return [
        ...hang(
          `Stopped early: ${judged} of ${report.requirements.length} requirements were judged.`,
          pen.columns,
          '',
        ),
        ...next('judge them all', check, pen),
      ];
    }
    default:
      return outcome satisfies never;
  }
}

function praise(report: Report, pen: Pen): string[] {
  const { exercise, counts } = report;
  const all = counts['not-run'] === 0 ? 'every requirement' : 'every requirement that can be judged here';
  const text = `Well done. Your ${exercise.id} keeps ${all}: ${tellPoints(report)}.`;
  return hang(mark('passed', pen, text), pen.columns, '', margin);
}

function next(what: string, command: string, pen: Pen, label = 'Next'): string[] {
  const sentence = hang(`${pen.chalk.bold(`${label}:`)} ${what}:`, pen.columns, '', margin);
  return [...sentence, ...commandLines(splitCommand(command), pen.columns, margin, margin + margin)];
}
