import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { halfOf } from '../../src/written/rubric/half-of.ts';
import { answer, courseWithQuestion } from '../course-with-question.ts';
import { runChecker } from './run-checker.ts';

const examplesFile = (root: string) => join(root, 'weeks/week-1-first-steps/questions/unread.examples.yaml');
const examplesOf = (root: string) => parse(readFileSync(examplesFile(root), 'utf8')).examples;

/** The queue with that answer in it, as an instructor finds it. */
async function disputed(text: string): Promise<{ root: string; entry: Record<string, unknown> }> {
  const root = courseWithQuestion();
  const file = join(root, 'workspace/questions/unread.md');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  await runChecker(root, ['check', 'unread']);
  await runChecker(root, ['dispute', 'unread']);
  const { answers } = JSON.parse((await runChecker(root, ['rubric', 'queue', '--json'])).stdout);
  return { root, entry: answers[0] };
}

async function imported(root: string, content: object) {
  const file = join(root, 'marked.json');
  writeFileSync(file, JSON.stringify(content));
  return runChecker(root, ['rubric', 'import', '--answers', file, '--json']);
}

test("a human's labels become an example, once, and from then on the mark is the human's", async () => {
  const { root, entry } = await disputed(answer);
  expect(entry.labels).toEqual({ covered: ['blocks'], contradicted: [], misconceptions: ['dropped'] });
  const marked = {
    answers: [{ ...entry, labels: { covered: ['blocks'] }, marks: 1, by: 'Grace' }],
  };
  const first = await imported(root, marked);
  expect(JSON.parse(first.stdout)).toMatchObject({
    taken: 1,
    examples: [{ question: 'unread', inCourse: true, file: expect.stringContaining('unread.examples.yaml') }],
    without: [],
  });
  expect(examplesOf(root)).toEqual([
    {
      id: `learner-${String(entry.answer).slice(0, 8)}`,
      voice: 'learner',
      by: 'Grace',
      text: answer,
      covered: ['blocks'],
    },
  ]);
  const before = readFileSync(examplesFile(root), 'utf8');
  const second = await imported(root, marked);
  expect(JSON.parse(second.stdout).examples).toMatchObject([{ added: [], known: [{ differs: false }] }]);
  expect(readFileSync(examplesFile(root), 'utf8')).toBe(before);
  const { stdout } = await runChecker(root, ['check', 'unread', '--json']);
  expect(JSON.parse(stdout).answers).toMatchObject([{ marks: 1, human: { by: 'Grace' } }]);
});

test('the next draft of an answer that became an example is no copy of it', async () => {
  const { root, entry } = await disputed(answer);
  await imported(root, { answers: [{ ...entry, marks: 0.5, by: 'Grace' }] });
  expect(examplesOf(root)).toHaveLength(1);
  writeFileSync(join(root, 'workspace/questions/unread.md'), `${answer} It costs memory.`);
  const { stdout } = await runChecker(root, ['check', 'unread', '--json']);
  expect(JSON.parse(stdout).answers).toMatchObject([{ marks: 0.5, gates: [], human: null }]);
});

test('marks without labels that come to them are taken, and make no example', async () => {
  const { root, entry } = await disputed(answer);
  const { stdout } = await imported(root, { answers: [{ ...entry, marks: 1, by: 'Grace' }] });
  expect(JSON.parse(stdout)).toMatchObject({
    taken: 1,
    examples: [],
    without: [{ question: 'unread', why: 'its labels come to 0.5 and the marks are 1' }],
  });
  expect(existsSync(examplesFile(root))).toBe(false);
});

test('a label that the rubric does not know takes nothing over', async () => {
  const { root, entry } = await disputed(answer);
  const labels = { covered: ['blocks', 'dropped'] };
  const { code, stdout } = await imported(root, { answers: [{ ...entry, labels, marks: 2 }] });
  expect(code).toBe(2);
  expect(JSON.parse(stdout).error.message).toContain('expected a concept of unread, got "dropped"');
  expect(existsSync(examplesFile(root))).toBe(false);
  const again = await runChecker(root, ['rubric', 'queue', '--json']);
  expect(JSON.parse(again.stdout).answers).toHaveLength(1);
});

test('where the answer is not here, it still becomes an example, and the mark is left out', async () => {
  const { entry } = await disputed(answer);
  const elsewhere = courseWithQuestion();
  const { code, stdout } = await imported(elsewhere, { answers: [{ ...entry, marks: 0.5 }] });
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ taken: 0, unknown: ['unread'], examples: [{ inCourse: true }] });
  expect(examplesOf(elsewhere)).toMatchObject([{ by: 'an instructor' }]);
});

test('what is trained learns from what humans marked', async () => {
  // The digest of a text decides that it is one to learn from, not to measure by. A word counts from its third text on.
  const text = ['', ' really', ' indeed', ' truly', ' surely']
    .map(
      (more) =>
        `Its stack lingers${more} in memory eternally with all that it holds, since none can free it.`,
    )
    .find((each) => halfOf(each) === 'development');
  const { root, entry } = await disputed(text ?? expect.fail('one of them is for learning'));
  const model = () =>
    JSON.parse(readFileSync(examplesFile(root).replace('.examples.yaml', '.model.json'), 'utf8'));
  writeFileSync(
    examplesFile(root).replace('.examples.', '.practice.'),
    'question: unread\nconcepts:\n  - id: leaks\n    states: [The goroutine lingers for good., It lingers there as long as the program runs.]\n    near: [The sender goes on at once.]\n',
  );
  expect((await runChecker(root, ['rubric', 'train', 'unread'])).code).toBe(0);
  expect(Object.keys(model().targets.leaks.weights)).not.toContain('w:linger');
  await imported(root, { answers: [{ ...entry, labels: { covered: ['leaks'] }, marks: 1 }] });
  expect((await runChecker(root, ['rubric', 'train', 'unread'])).code).toBe(0);
  expect(model().targets.leaks.weights['w:linger']).toBeGreaterThan(0);
});

test('examples that were laid aside are taken into the course', async () => {
  const root = courseWithQuestion();
  const aside = {
    question: 'unread',
    examples: [{ id: 'learner-1', voice: 'learner', by: 'Grace', text: answer, covered: ['blocks'] }],
  };
  expect((await imported(root, aside)).code).toBe(0);
  expect(examplesOf(root)).toEqual(aside.examples);
  const { code, stdout } = await imported(root, { question: 'unread' });
  expect(code).toBe(2);
  expect(stdout).toContain('got neither');
});
