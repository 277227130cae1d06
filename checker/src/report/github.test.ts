import MarkdownIt from 'markdown-it';
import { expect, test } from 'vitest';
import { expectGolden } from '../../test/golden.ts';
import { type Entry, isJudged } from './entry.ts';
import { renderAnnotations } from './github-annotations.ts';
import { withoutCommands } from './github-log.ts';
import { renderSummary } from './github-summary.ts';
import { hostileClass, hostileNames, sampleClass } from './samples/class.ts';
import { sampleExercise } from './samples/exercise.ts';
import { disaster } from './samples/results.ts';
import { toReport } from './to-report.ts';

const folder = 'workspace/task-cli';
const [, mixture] = sampleClass as [Entry, Entry];
const everyFailure: Entry = { submission: 'x', report: toReport(sampleExercise, disaster) };

/** As the runner reads a line of the log (actions/runner, ActionCommand.cs). */
function readCommand(line: string) {
  const [, name = '', properties = '', data = ''] =
    /^::([a-z-]+)(?: ((?:(?!::).)*))?::(.*)$/.exec(line.trimStart()) ?? [];
  const decode = (text: string) =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const pairs = properties.split(',').map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), decode(pair.slice(at + 1))];
  });
  return { name, data: decode(data), properties: Object.fromEntries(pairs) as Record<string, string> };
}

function commandsOf(entries: readonly Entry[]) {
  const text = renderAnnotations(entries, { folder });
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n').map(readCommand);
}

test('a failure is an error at its first place in the code, in the repository that was checked out', () => {
  const errors = commandsOf([mixture]).filter(({ name }) => name === 'error');
  const placed = errors.find(({ properties }) => properties.title?.endsWith('no-globals'));
  expect(placed?.properties).toMatchObject({
    file: expect.stringMatching(/^workspace\/task-cli\/src\/.+\.ts$/),
    line: expect.stringMatching(/^\d+$/),
  });
});

test('where the submission lies elsewhere, no file is named', () => {
  expect(renderAnnotations([mixture], { folder: null })).not.toContain('file=');
  expect(renderAnnotations([mixture], { folder: '' })).toContain('file=src/');
});

test('no more of a kind than GitHub shows, and the last says how many more there are', () => {
  const errors = commandsOf([everyFailure]).filter(({ name }) => name === 'error');
  const failed = isJudged(everyFailure) ? everyFailure.report.counts.failed : 0;
  expect(failed).toBeGreaterThan(10);
  expect(errors).toHaveLength(10);
  expect(errors.at(-1)?.data).toContain(`${failed - 9} more`);
});

test('hostile texts make no command, no property and no line of their own', () => {
  for (const entry of hostileClass) {
    for (const { name, properties } of commandsOf([entry])) {
      expect(['error', 'warning', 'notice']).toContain(name);
      expect(
        Object.keys(properties).filter((key) => !['file', 'line', 'col', 'title'].includes(key)),
      ).toEqual([]);
    }
  }
});

test('a text for the log is obeyed by no runner', () => {
  const text = withoutCommands('  ::error::forged\n##[error]x', 'a-token');
  expect(text).toBe('::stop-commands::a-token\n  ::error::forged\n##[error]x\n::a-token::\n');
});

/** GitHub's own rendering is stricter than this one: HTML is allowed here, and bare addresses become links. */
const markdown = new MarkdownIt({ html: true, linkify: true });

test.each([
  ['one submission', [mixture]],
  ['every failure', [everyFailure]],
  ['a class', sampleClass],
  ['a hostile class', hostileClass],
  ...hostileNames.map((_name, index): [string, Entry[]] => [
    `hostile text ${index}`,
    hostileClass.slice(2 * index, 2 * index + 1),
  ]),
])('the summary of %s is headings, tables and code, and nothing else', (_, entries) => {
  const tokens = markdown
    .parse(renderSummary(entries), {})
    .flatMap((token) => [token, ...(token.children ?? [])]);
  const kinds = new Set(tokens.map(({ type }) => type.replace(/_(open|close)$/, '')));
  const allowed = ['heading', 'paragraph', 'inline', 'text', 'code_inline', 'fence', 'softbreak'];
  const table = ['table', 'thead', 'tbody', 'tr', 'th', 'td'];
  expect([...kinds].filter((kind) => ![...allowed, ...table].includes(kind))).toEqual([]);
  const columns = new Set<number>();
  for (const [index, { type }] of tokens.entries()) {
    if (type !== 'tr_open') continue;
    const end = tokens.findIndex((token, at) => at > index && token.type === 'tr_close');
    columns.add(tokens.slice(index, end).filter((token) => /^t[hd]_open$/.test(token.type)).length);
  }
  expect(columns.size).toBe(1);
  const plain = tokens.filter(({ type }) => type === 'text').map(({ content }) => content);
  expect(plain.filter((text) => /[@<#]|https?:/.test(text))).toEqual([]);
  const headings = tokens.filter(({ type }) => type === 'heading_open').length;
  const [first] = entries;
  const judged = entries.length === 1 && first !== undefined && isJudged(first);
  const { failed = 0, inconclusive = 0, 'not-run': notRun = 0 } = judged ? first.report.counts : {};
  expect(headings).toBe(1 + failed + inconclusive + notRun);
});

test('a row for each of a class', () => {
  const rows = renderSummary(hostileClass)
    .split('\n')
    .filter((line) => line.startsWith('| '));
  expect(rows).toHaveLength(2 + hostileClass.length);
});

test('a summary stays below the size that GitHub takes, and says what it leaves out', () => {
  const many = Array.from(
    { length: 20_000 },
    (_, index): Entry => ({
      submission: `learner-${index}`,
      kind: 'refused',
      message: 'x'.repeat(200),
    }),
  );
  const text = renderSummary(many);
  expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  expect(text).toMatch(/\n\d+ more have no room here\.\n/);
});

test('the forms', () => {
  expectGolden('report/mixture.annotations', renderAnnotations([mixture], { folder }));
  expectGolden('report/mixture.summary.md', renderSummary([mixture]));
  expectGolden('report/class.summary.md', renderSummary(sampleClass));
  expectGolden('report/class.annotations', renderAnnotations(sampleClass, { folder: null }));
});
