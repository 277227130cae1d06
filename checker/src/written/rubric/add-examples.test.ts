import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { repository } from '../../repository.ts';
import { addExamples } from './add-examples.ts';
import { type Example, exampleSchema } from './rubric-schema.ts';

const example = (id: string, text: string, more: Partial<Example> = {}): Example =>
  exampleSchema.parse({ id, voice: 'learner', text, by: 'Grace', ...more });
const first = example('learner-1', 'The send waits.\n\nFor `ever`, it seems: "really".', {
  covered: ['blocks', 'leaks'],
});

test('a file of its own looks as authors write them', () => {
  expect(addExamples('unread', [first], null).text).toBe(`question: unread
examples:
  - id: learner-1
    voice: learner
    by: Grace
    text: |-
      The send waits.

      For \`ever\`, it seems: "really".
    covered: [blocks, leaks]
`);
});

test.each([
  [
    'at the end',
    'question: unread\nexamples:\n  - id: a1\n    voice: terse\n    text: It waits.\n    covered: [blocks]\n',
    '',
  ],
  [
    'without a last line feed',
    'question: unread\nexamples:\n  - id: a1\n    voice: terse\n    text: It waits.',
    '',
  ],
  ['less indented', 'question: unread\nexamples:\n- id: a1\n  voice: terse\n  text: |-\n    It waits.\n', ''],
  [
    'before another key',
    'examples:\n    - id: a1\n      voice: terse\n      text: It waits.\n',
    'question: unread\n',
  ],
])('%s: what stands there stays to the byte', (_, before, after) => {
  const { text } = addExamples('unread', [first], `${before}${after}`);
  expect(text?.startsWith(before.trimEnd())).toBe(true);
  expect(text?.endsWith(after)).toBe(true);
  expect(parse(text ?? '').examples).toMatchObject([
    { id: 'a1' },
    { id: 'learner-1', covered: ['blocks', 'leaks'] },
  ]);
});

test('a list in brackets takes one more', () => {
  const before = 'question: unread\nexamples: [{ id: a1, voice: terse, text: It waits. }]\n';
  expect(parse(addExamples('unread', [first], before).text ?? '').examples).toMatchObject([
    { id: 'a1' },
    first,
  ]);
});

test.each([
  ['spaces and tabs', '  begins late\n\tgoes on  \n   and on'],
  ['marks of YAML', '- a: [b\n# no comment\n--- \n...\n&x *y !z'],
  ['other scripts', 'Ünïcödé 日本語 🙂'],
  ['one very long line', 'word '.repeat(500).trim()],
])('%s come back as they were', (_, text) => {
  const written = addExamples('unread', [example('learner-1', text)], null).text ?? '';
  expect(parse(written).examples[0].text).toBe(text);
});

test('the same words are one example, however they are set', () => {
  const before = addExamples('unread', [first], null).text ?? '';
  const same = example('learner-2', 'the SEND waits; for ever - it seems, really!');
  expect(addExamples('unread', [same], before)).toEqual({
    text: null,
    added: [],
    known: [{ fresh: same, as: first }],
  });
  expect(addExamples('unread', [same, first], null)).toMatchObject({
    added: [same],
    known: [{ as: same }],
  });
});

test('another text has an id of its own', () => {
  const before = addExamples('unread', [first], null).text ?? '';
  expect(addExamples('unread', [example('learner-1', 'Something else.')], before).added).toMatchObject([
    { id: 'learner-1-2' },
  ]);
});

test('a file of the course takes one more, and keeps its own', () => {
  const file = join(repository, 'weeks/week-4-reliability/questions/at-least-once.examples.yaml');
  const before = readFileSync(file, 'utf8');
  const { text } = addExamples('at-least-once', [first], before);
  expect(text).toBe(
    `${before}  - id: learner-1\n    voice: learner\n    by: Grace\n    text: |-\n      The send waits.\n\n      For \`ever\`, it seems: "really".\n    covered: [blocks, leaks]\n`,
  );
});
