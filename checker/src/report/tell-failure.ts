import type { LimitHit, Observation, Place } from '../judge/observation.ts';
import { commandLines, splitCommand } from './command-lines.ts';
import { hang, pad, spaces } from './layout.ts';
import { labelled, margin, mark, type Pen } from './pen.ts';
import { tellCount } from './quantities.ts';
import { sanitize, sanitizeLine } from './sanitize.ts';
import type { ReportedRequirement } from './schema.ts';
import { tellComparison } from './tell-comparison.ts';
import { tellSteps } from './tell-steps.ts';
import { tellTimeline } from './timeline/tell-timeline.ts';

/** One failure told whole: promise, what was done, what was expected and seen, where to look, how to see it again. */
export function tellFailure(
  exercise: string,
  requirement: ReportedRequirement,
  observation: Observation,
  pen: Pen,
): string[] {
  const { slug, tier, points, reproduce, hints, picture } = requirement;
  const worth = `${tier}, ${tellCount(points.possible, 'point')}`;
  const title = `${mark('failed', pen, 'failed:')} ${pen.chalk.bold(slug)} ${pen.chalk.gray(`(${worth})`)}`;
  const did =
    observation.did.length === 0 ? [] : [heading('Did', pen), ...tellSteps(observation.did, pen), ''];
  return [
    ...hang(title, pen.columns, '', margin),
    '',
    ...labelled('Promise', sanitize(observation.promise), pen),
    ...did,
    ...tellComparison(observation.expected, observation.saw, pen),
    ...observation.limits
      // What was seen often is the limit itself; it is not told twice.
      .filter(({ figure }) => !observation.saw.includes(figure))
      .flatMap((limit) => labelled('Limit', tellLimit(limit), pen)),
    ...tellPlaces(observation.places, pen),
    ...(observation.trace.length === 0
      ? []
      : ['', heading('What happened when', pen), ...tellTimeline(observation, pen)]),
    ...(picture === undefined ? [] : ['', ...labelled('Picture', sanitizeLine(picture), pen)]),
    '',
    ...labelled('Look at', sanitize(observation.look), pen),
    ...command('Again', reproduce, pen),
    ...(hints.length === 0 ? [] : command('Hint', `npm run checker -- hint ${exercise} ${slug}`, pen)),
  ];
}

function heading(text: string, pen: Pen): string {
  return margin + pen.chalk.bold(`${text}:`);
}

function tellLimit({ limit, figure }: LimitHit): string {
  return `${limitNames[limit]} (${sanitizeLine(figure)}) was reached`;
}

const limitNames: Readonly<Record<LimitHit['limit'], string>> = {
  wall: 'the time limit',
  cpu: 'the limit of CPU time',
  memory: 'the memory limit',
  processes: 'the limit of processes at once',
  output: 'the limit of output that is kept',
  'file-size': 'the limit of the size of a file',
  'open-files': 'the limit of open files',
};

function tellPlaces(places: readonly Place[], pen: Pen): string[] {
  if (places.length === 0) return [];
  const shown = places.slice(0, pen.verbose ? places.length : 8);
  const left = places.length - shown.length;
  return [
    '',
    heading('In your code', pen),
    ...shown.flatMap(({ file, line, column, text }) => {
      const at = sanitizeLine(`${file}:${line}${column === undefined ? '' : `:${column}`}`);
      const code = sanitizeLine(text.trim().replaceAll('\t', ' '));
      return hang(`${pen.chalk.cyan(at)}  ${code}`, pen.columns, margin + margin, margin + margin + margin);
    }),
    ...(left > 0
      ? [`${margin}${margin}${pen.ellipsis} ${tellCount(left, 'more place')} (-v shows them)`]
      : []),
  ];
}

function command(label: string, line: string, pen: Pen): string[] {
  const words = splitCommand(line);
  if (pen.wide) {
    const lead = margin + pen.chalk.bold(pad(`${label}:`, 10));
    return commandLines(words, pen.columns, lead, spaces(14));
  }
  return [
    margin + pen.chalk.bold(`${label}:`),
    ...commandLines(words, pen.columns, margin + margin, spaces(6)),
  ];
}
