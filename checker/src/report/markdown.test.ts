import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { expectGolden } from '../../test/golden.ts';
import { codeWidth, renderMarkdown } from './markdown.ts';

const page = `# Task manager
<!-- requirements:start -->
A program of *your own*, with **one** file and \`TASKS_FILE\`. See [the contract](../contract.md), <https://nodejs.org/>
and [above](#top).<br>A second line.

## Commands

1. add
2. list
   - open, by default
   - all

     and a paragraph of its own
10. remove

- first

- second, loose

| command | what it does | points |
| --- | --- | ---: |
| \`add <title>\` | adds a task and prints its new id, which is never used again, not even after it was removed | 3 |
| \`list\` | lists | 10 |

\`\`\`sh
npm run checker -- check task-cli --only survives-closed-pipe --seed 4711
	indented with a tab
\`\`\`

> Quoted, and long enough that it does not stand on a line of its own in any terminal, however wide.

---

### Smaller

<details><summary>Go beside it</summary>

\`os.Rename\` is the same.

</details>

![a picture of memory](memory.svg)
`;

describe('renderMarkdown', () => {
  test.each([40, 80, 120])('at %i columns every line fits and none ends in a space', (columns) => {
    const text = renderMarkdown(page, { columns, color: false });
    for (const line of text.split('\n')) {
      expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      expect(line).toBe(line.trimEnd());
    }
    expectGolden(`report/markdown-${columns}.txt`, text);
  });

  test('colour adds only colour, but for the back-ticks and hashes it replaces', () => {
    const strip = (text: string) =>
      text
        .replace(/\u001b\[\d+m/g, '')
        .replaceAll('`', '')
        .replace('### ', '');
    const plain = renderMarkdown('# One\n\n**two** `three` [four](five)\n\n### Six\n', {
      columns: 80,
      color: false,
    });
    const colored = renderMarkdown('# One\n\n**two** `three` [four](five)\n\n### Six\n', {
      columns: 80,
      color: true,
    });
    expect(colored).toContain('\u001b[1mtwo\u001b[22m');
    expect(strip(colored)).toBe(strip(plain));
  });

  test('comments and tags are gone, their text is not', () => {
    const text = renderMarkdown('a <!-- hidden --> b <kbd>Ctrl</kbd>\n\n<!--\nhidden\n-->\n', {
      columns: 80,
      color: false,
    });
    expect(text).toBe('a  b Ctrl\n');
  });

  test('control sequences are shown', () => {
    expect(renderMarkdown('a \u001b[2J b `\u202e`', { columns: 80, color: false })).toBe(
      'a \\x1b[2J b `\\u202e`\n',
    );
  });

  test('code may be wider than text, and tells how wide it has to be', () => {
    const drawing = `${'─'.repeat(90)}▶`;
    const wide = `${'word '.repeat(30)}\n\n- item\n\n  \`\`\`\n  ${drawing}\n  \`\`\`\n`;
    expect(codeWidth(wide)).toBe(91);
    const folded = renderMarkdown(wide, { columns: 60, color: false });
    expect(folded).not.toContain(drawing);
    const whole = renderMarkdown(wide, { columns: 60, codeColumns: 100, color: false }).split('\n');
    expect(whole.filter((line) => stringWidth(line) > 60)).toEqual([expect.stringContaining(drawing)]);
  });

  test('an empty page is empty', () => {
    expect(renderMarkdown('', { columns: 80, color: false })).toBe('');
    expect(renderMarkdown('<!-- nothing -->', { columns: 80, color: false })).toBe('');
  });
});
