import { type DifferenceLine, findDifference } from './difference.ts';
import { fold } from './layout.ts';
import { brief, labelled, margin, type Pen } from './pen.ts';
import { tellCount } from './quantities.ts';
import { sanitize, sanitizeLine } from './sanitize.ts';

/** What was expected and what was seen; where both are long, where they part. */
export function tellComparison(expected: string, saw: string, pen: Pen): string[] {
  const difference = findDifference(expected, saw);
  const sides = () => [
    ...labelled('Expected', sanitize(brief(expected, pen)), pen),
    ...labelled('Saw', sanitize(brief(readable(saw), pen)), pen),
  ];
  switch (difference?.kind) {
    case undefined:
      return sides();
    case 'place': {
      const part = (text: string) => (text === '""' ? 'its end' : sanitizeLine(text));
      const told = `from character ${difference.from} on: expected ${part(difference.expected)}, saw ${part(difference.saw)}`;
      return [...sides(), ...labelled('Differs', told, pen)];
    }
    case 'lines': {
      const subject =
        difference.subject === null
          ? 'the lines marked -'
          : `${sanitize(difference.subject)} to be the lines marked -`;
      return [
        ...labelled('Expected', subject, pen),
        ...labelled('Saw', 'the lines marked +', pen),
        ...tellLines(difference.lines, pen),
      ];
    }
    default:
      return difference satisfies never;
  }
}

/** Several lines that the kit has written as one JSON string are lines again, each after a bar. */
function readable(saw: string): string {
  if (!/^"[\s\S]*\\n[\s\S]*[^\\]"$/.test(saw)) return saw;
  try {
    const text: unknown = JSON.parse(saw);
    if (typeof text !== 'string' || !text.trimEnd().includes('\n')) return saw;
    const lines = text.replace(/\n$/, '').split('\n');
    const ending = text.endsWith('\n') ? [] : ['(no line feed at the end)'];
    return [...lines.map((line) => `| ${line}`), ...ending].join('\n');
  } catch {
    return saw;
  }
}

function tellLines(lines: readonly DifferenceLine[], pen: Pen): string[] {
  const most = pen.verbose ? 200 : 16;
  const shown = lines.slice(0, most);
  const left = lines.length - shown.length;
  return [
    ...shown.flatMap((line) => tellLine(line, pen)),
    ...(left > 0
      ? [`${margin}${margin}${pen.ellipsis} ${tellCount(left, 'more line')} (-v shows them)`]
      : []),
  ];
}

function tellLine(line: DifferenceLine, pen: Pen): string[] {
  const lead = margin + margin;
  const room = pen.columns - lead.length - 2;
  const [sign, paint] = signs(line.kind, pen);
  return fold(sanitizeLine(line.text), room).map((part) => paint(`${lead}${sign} ${part}`.trimEnd()));
}

function signs(kind: DifferenceLine['kind'], { chalk, ellipsis }: Pen): [string, (text: string) => string] {
  switch (kind) {
    case 'same':
      return [' ', (text) => text];
    case 'expected':
      return ['-', chalk.green];
    case 'saw':
      return ['+', chalk.red];
    case 'gap':
      return [ellipsis, chalk.gray];
    default:
      return kind satisfies never;
  }
}
