import stringWidth from 'string-width';
import type { Manifest, Requirement } from '../course/manifest.ts';

/** The requirements of an exercise as Markdown tables, one a group, in the order of the manifest, padded as the formatter does. */
export function requirementTable({ requirements }: Pick<Manifest, 'requirements'>): string {
  const groups = [...new Set(requirements.map(({ group }) => group))];
  return groups
    .map((group) => {
      const rows = requirements.filter((requirement) => requirement.group === group).map(cells);
      const heading = group === undefined ? [] : [`### ${group}`, ''];
      return [...heading, ...drawTable([headings, ...rows])].join('\n');
    })
    .join('\n\n');
}

const headings = ['requirement', 'promise', 'tier', 'points', 'needs'];

function cells({ slug, sentence, tier, points, needs }: Requirement): string[] {
  const all = [`\`${slug}\``, sentence, tier, String(points), needs.map((need) => `\`${need}\``).join(', ')];
  return all.map((cell) => cell.replaceAll('|', '\\|'));
}

function drawTable(rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((_, column) =>
    Math.max(3, ...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  const draw = (row: readonly string[], filler: string): string =>
    `| ${widths.map((width, column) => fill(row[column] ?? '', width, filler)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [draw(head, ' '), draw([], '-'), ...body.map((row) => draw(row, ' '))];
}

function fill(cell: string, width: number, filler: string): string {
  return cell + filler.repeat(Math.max(0, width - stringWidth(cell)));
}
