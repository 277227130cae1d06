import stringWidth from 'string-width';
import { hang, spaces, wrap } from './layout.ts';
import { renderInline } from './markdown-inline.ts';
import type { Page } from './markdown-page.ts';
import type { Node } from './markdown-tree.ts';

/** Columns where they fit, with cells of several lines where they nearly do; else a list of the rows. */
export function renderTable(table: Node, page: Page): string[] {
  const rows = table.children.flatMap((part) => part.children).map((row) => row.children.map(readCell(page)));
  const [head, ...body] = rows;
  if (head === undefined) return [];
  const widths = fitColumns(rows, page.columns - gap * (head.length - 1));
  const drawn = widths === null ? null : body.map((row) => drawRow(row, widths));
  if (widths === null || drawn === null || drawn.some((lines) => lines.length > tallest)) {
    return asList(head, body, page);
  }
  return asColumns(head, drawn, widths, page);
}

interface Cell {
  readonly text: string;
  readonly right: boolean;
}

const gap = 2;
/** A word longer than this may be broken to keep a table a table. */
const longestWord = 30;
/** A row of more lines than this reads better as a list. */
const tallest = 6;

function readCell(page: Page): (node: Node) => Cell {
  return ({ token, children }) => ({
    text: renderInline(children[0]?.token.children ?? [], page),
    right: String(token.attrGet('style') ?? '').includes('right'),
  });
}

/** The width of each column, taken from the widest first; null when words would have to be broken. */
function fitColumns(rows: readonly (readonly Cell[])[], room: number): number[] | null {
  const measure = (of: (text: string) => number) =>
    (rows[0] ?? []).map((_, column) => Math.max(1, ...rows.map((row) => of(row[column]?.text ?? ''))));
  const widths = measure((text) => Math.max(...text.split('\n').map((line) => stringWidth(line))));
  const least = measure((text) =>
    Math.min(longestWord, Math.max(...text.split(/\s+/).map((word) => stringWidth(word)))),
  );
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  for (; excess > 0; excess -= 1) {
    const widest = widths.reduce(
      (best, width, column) =>
        width > (least[column] ?? 1) && width > (best === -1 ? 0 : (widths[best] ?? 0)) ? column : best,
      -1,
    );
    if (widest === -1) return null;
    widths[widest] = (widths[widest] ?? 1) - 1;
  }
  return widths;
}

function asColumns(
  head: readonly Cell[],
  rows: readonly (readonly string[])[],
  widths: readonly number[],
  page: Page,
): string[] {
  const { chalk, unicode } = page;
  const rule = widths.map((width) => chalk.gray((unicode ? '─' : '-').repeat(width))).join(spaces(gap));
  const bold = head.map((cell) => ({ ...cell, text: chalk.bold(cell.text) }));
  const airy = rows.some((lines) => lines.length > 1);
  return [
    ...drawRow(bold, widths),
    rule,
    ...rows.flatMap((lines, index) => (airy && index > 0 ? ['', ...lines] : lines)),
  ];
}

function drawRow(row: readonly Cell[], widths: readonly number[]): string[] {
  const cells = widths.map((width, column) => wrap(row[column]?.text ?? '', width));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, column) => {
        const text = lines[line] ?? '';
        const padding = spaces((widths[column] ?? 0) - stringWidth(text));
        return row[column]?.right === true ? padding + text : text + padding;
      })
      .join(spaces(gap))
      .trimEnd(),
  );
}

/** Each row under its first cell, every other cell after its column's name. */
function asList(head: readonly Cell[], body: readonly (readonly Cell[])[], page: Page): string[] {
  return body.flatMap(([first, ...cells], index) => [
    ...(index > 0 ? [''] : []),
    ...wrap(page.chalk.bold(first?.text ?? ''), page.columns),
    ...cells.flatMap((cell, column) => {
      const name = head[column + 1]?.text ?? '';
      return cell.text === ''
        ? []
        : hang(name === '' ? cell.text : `${name}: ${cell.text}`, page.columns, '  ');
    }),
  ]);
}
