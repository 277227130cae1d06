import stringWidth from 'string-width';
import { hang, pad } from './layout.ts';
import { margin, mark, type Pen } from './pen.ts';
import { tellCount, tellDuration } from './quantities.ts';
import type { Report, ReportedRequirement } from './schema.ts';
import { markOf } from './symbols.ts';

/** Every requirement on a line of its own, under the headings of the manifest. */
export function tellGroups({ requirements }: Report, pen: Pen): string[] {
  const groups = Map.groupBy(requirements, ({ group }) => group ?? 'Requirements');
  const slugColumns = Math.max(0, ...requirements.map(({ slug }) => slug.length));
  const markColumns = Math.max(
    0,
    ...requirements.map(({ verdict }) =>
      stringWidth(`${markOf(verdict.kind, true).symbol} ${markOf(verdict.kind, true).word}`),
    ),
  );
  return [...groups].flatMap(([group, members], index) => [
    ...(index > 0 ? [''] : []),
    ...hang(pen.chalk.bold(group), pen.columns, '', ''),
    ...members.flatMap((requirement) => {
      const word = mark(requirement.verdict.kind, pen);
      const facts = tellFacts(requirement);
      return pen.wide
        ? hang(
            `${pad(requirement.slug, slugColumns)}  ${facts}`,
            pen.columns,
            `${margin}${pad(word, markColumns)}  `,
          )
        : hang(`${word}: ${requirement.slug}, ${facts}`, pen.columns, margin, margin + margin);
    }),
  ]);
}

function tellFacts({ tier, points, durationMs, verdict, reused }: ReportedRequirement): string {
  const worth = `${points.earned} of ${tellCount(points.possible, `${tier} point`)}`;
  if (reused === true) return `${worth}, passed before and unchanged`;
  return verdict.kind === 'passed' || verdict.kind === 'failed'
    ? `${worth}, ${tellDuration(durationMs)}`
    : worth;
}
