import stringWidth from 'string-width';
import { findDifference } from './difference.ts';
import { cut, cutMiddle, hang } from './layout.ts';
import { margin, mark, type Pen } from './pen.ts';
import { tellCount } from './quantities.ts';
import { sanitize, sanitizeLine } from './sanitize.ts';
import type { Report, ReportedRequirement } from './schema.ts';

type Of<Kind extends string> = Extract<ReportedRequirement['verdict'], { kind: Kind }>;

/** Every requirement but the first failure, in short: what failed too, what waits for it, what could not be judged. */
export function tellRest(report: Report, told: readonly string[], pen: Pen): string[] {
  const rest = report.requirements.filter(({ slug }) => !told.includes(slug));
  return [
    ...tellFailed(select(rest, 'failed'), pen),
    ...tellBlocked(select(rest, 'blocked'), pen),
    ...tellInconclusive(select(rest, 'inconclusive'), pen),
    ...tellNotRun(select(rest, 'not-run'), pen),
    ...tellPassed(select(rest, 'passed'), pen),
  ];
}

/** Lines of a cause of ours, stack frames left out; a log that came with it can be long. */
const mostCauseLines = 4;
const notCounted = ', not counted against you';
/** So many further failures are told with what was expected and seen, the rest by name. Those that saw the same are one. */
const mostFailed = 8;

interface Chosen<Kind extends string> {
  readonly slug: string;
  readonly verdict: Of<Kind>;
  /** Whether it counts in the points. */
  readonly counted: boolean;
}

function select<Kind extends ReportedRequirement['verdict']['kind']>(
  requirements: readonly ReportedRequirement[],
  kind: Kind,
): readonly Chosen<Kind>[] {
  return requirements.flatMap(({ slug, verdict, points }) =>
    verdict.kind === kind ? [{ slug, verdict: verdict as Of<Kind>, counted: points.judged > 0 }] : [],
  );
}

function tellFailed(failed: readonly Chosen<'failed'>[], pen: Pen): string[] {
  const alike = fold(failed, ({ verdict: { observation } }) => `${observation.expected}\n${observation.saw}`);
  const more = alike.slice(mostFailed).flatMap(([, group]) => group);
  return [
    ...alike.slice(0, mostFailed).flatMap(([, group]) => {
      const slugs = group.map(({ slug }) => slug).join(', ');
      const [{ verdict }] = group as [Chosen<'failed'>];
      return [
        ...hang(`${mark('failed', pen, 'failed:')} ${slugs}`, pen.columns, '', margin),
        ...tellSides(verdict.observation.expected, verdict.observation.saw, pen),
      ];
    }),
    ...(more.length === 0 ? [] : named('failed', `failed too: ${more.length} more`, more, pen)),
  ];
}

/** One line where both fit on it; else one each, cut. */
function tellSides(expected: string, saw: string, pen: Pen): string[] {
  const lead = margin + margin;
  const room = pen.columns - lead.length;
  const [wanted, found] = gist(expected, saw);
  const promised = `expected ${sanitizeLine(wanted)}`;
  const seen = `saw ${sanitizeLine(found)}`;
  const line = `${promised}; ${seen}`;
  if (stringWidth(line) <= room) return [lead + line];
  return [lead + cutMiddle(promised, room, pen.ellipsis), lead + cut(seen, room, pen.ellipsis)];
}

/** Of two long sides only where they part: their beginnings are alike. */
function gist(expected: string, saw: string): readonly [string, string] {
  const difference = findDifference(expected, saw);
  switch (difference?.kind) {
    case undefined:
      return [expected, saw];
    case 'place':
      return [`${difference.expected} from character ${difference.from} on`, difference.saw];
    case 'lines': {
      const first = (kind: 'expected' | 'saw') =>
        difference.lines.find((line) => line.kind === kind)?.text.trim();
      const subject = difference.subject === null ? '' : `in ${difference.subject}: `;
      return [`${subject}${first('expected') ?? 'nothing more'}`, first('saw') ?? 'nothing there'];
    }
    default:
      return difference satisfies never;
  }
}

function tellBlocked(blocked: readonly Chosen<'blocked'>[], pen: Pen): string[] {
  return fold(blocked, ({ verdict }) => verdict.by).flatMap(([by, group]) =>
    named('blocked', `blocked: ${group.length} by ${by}${group[0]?.counted ? '' : notCounted}`, group, pen),
  );
}

function tellInconclusive(inconclusive: readonly Chosen<'inconclusive'>[], pen: Pen): string[] {
  return fold(inconclusive, ({ verdict }) => `${firstLine(verdict.cause)}\n${verdict.hint}`).flatMap(
    ([, group]) => [
      ...named('inconclusive', `inconclusive: ${group.length}${notCounted}`, group, pen),
      ...reason(group[0]?.verdict.cause ?? '', group[0]?.verdict.hint ?? '', pen),
    ],
  );
}

/** The logs under one cause differ by where it struck. */
function firstLine(cause: string): string {
  return cause.trim().split('\n', 1)[0] ?? '';
}

function tellNotRun(notRun: readonly Chosen<'not-run'>[], pen: Pen): string[] {
  return fold(notRun, ({ verdict }) => `${verdict.reason}\n${verdict.hint}`).flatMap(([, group]) => [
    ...named('not-run', `not run: ${group.length}${notCounted}`, group, pen),
    ...reason(group[0]?.verdict.reason ?? '', group[0]?.verdict.hint ?? '', pen),
  ]);
}

function tellPassed(passed: readonly Chosen<'passed'>[], pen: Pen): string[] {
  return passed.length === 0 || pen.verbose ? [] : named('passed', `passed: ${passed.length}`, passed, pen);
}

/** A heading, and the slugs it stands for under it. */
function named(
  kind: ReportedRequirement['verdict']['kind'],
  text: string,
  group: readonly { readonly slug: string }[],
  pen: Pen,
): string[] {
  const slugs = group.map(({ slug }) => slug).join(', ');
  return [
    ...hang(mark(kind, pen, text), pen.columns, '', margin),
    ...hang(slugs, pen.columns, margin + margin),
  ];
}

function reason(cause: string, hint: string, pen: Pen): string[] {
  const lead = margin + margin;
  const lines = sanitize(cause).trim().split('\n');
  const told = lines.filter((line) => !/^\s*at /.test(line));
  const shown = pen.verbose ? lines : told.slice(0, mostCauseLines);
  const left = lines.length - shown.length;
  const more = left > 0 ? [`${pen.ellipsis} ${tellCount(left, 'more line')} (-v shows them)`] : [];
  return [
    ...hang(`Why: ${[...shown, ...more].join('\n')}`, pen.columns, lead, lead + margin),
    ...(hint === '' ? [] : hang(`Then: ${sanitize(hint)}`, pen.columns, lead, lead + margin)),
  ];
}

function fold<T>(items: readonly T[], key: (item: T) => string): (readonly [string, readonly T[]])[] {
  return [...Map.groupBy(items, key)];
}
