import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answer, courseWithQuestion, rubric } from '../course-with-question.ts';
import { runChecker } from './run-checker.ts';

const sheet = (root: string) => join(root, 'workspace/questions/unread.md');

test('a week of questions is laid out, graded, disputed, and marked by a human', async () => {
  const root = courseWithQuestion();
  const early = await runChecker(root, ['check', 'questions']);
  expect(early).toMatchObject({ code: 2, stdout: '' });
  expect(early.stderr).toContain('make start E=questions-week-1');

  expect((await runChecker(root, ['start', 'questions-week-1'])).code).toBe(0);
  expect(readFileSync(sheet(root), 'utf8')).toMatch(/^> # An unread channel\n>\n> What happens/);

  writeFileSync(sheet(root), `${readFileSync(sheet(root), 'utf8')}${answer}\n`);
  const graded = await runChecker(root, ['check', 'unread']);
  expect(graded.code).toBe(1);
  expect(graded.stdout).toContain('0.5 of 2 points');
  expect(graded.stdout).toContain('“A send blocks until somebody receives the value.”');
  expect(graded.stdout).toContain('What becomes of the goroutine in an hour');
  expect(graded.stdout).toContain('A channel drops nothing.');
  expect(graded.stdout).toContain('weeks/week-1-first-steps/README.md');

  expect((await runChecker(root, ['rubric', 'queue'])).stdout).toBe('Nothing waits for a human.\n');
  expect((await runChecker(root, ['dispute', 'unread', '--because', 'I meant a full buffer'])).code).toBe(0);
  const queue = JSON.parse((await runChecker(root, ['rubric', 'queue', '--json'])).stdout);
  expect(queue.answers).toMatchObject([
    {
      question: 'unread',
      suggested: 0.5,
      of: 2,
      disputes: [{ because: 'I meant a full buffer' }],
      marks: null,
    },
  ]);
  const marked = join(root, 'marked.json');
  writeFileSync(marked, JSON.stringify({ answers: [{ ...queue.answers[0], marks: 2, by: 'Grace' }] }));
  const taken = await runChecker(root, ['rubric', 'import', '--answers', marked]);
  expect(taken.stdout).toMatch(/^1 mark taken over\.\n/);

  const again = await runChecker(root, ['check', 'questions-week-1', '--json']);
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout).answers).toMatchObject([
    { question: 'unread', marks: 2, of: 2, good: true, human: { by: 'Grace' } },
  ]);
  expect((await runChecker(root, ['rubric', 'queue'])).stdout).toBe('Nothing waits for a human.\n');
  expect((await runChecker(root, ['progress'])).stdout).toContain(
    'questions-week-1: 1 of 1 answered, 2 of 2 points',
  );
});

test("a human's mark is for the text that the human saw, and for no other", async () => {
  const root = courseWithQuestion();
  await runChecker(root, ['start', 'questions-week-1']);
  writeFileSync(sheet(root), answer);
  const { stdout } = await runChecker(root, ['check', 'unread', '--json']);
  const [{ answer: digest }] = JSON.parse(stdout).answers;
  const marked = join(root, 'marked.json');
  writeFileSync(
    marked,
    JSON.stringify({ answers: [{ question: 'unread', answer: digest, marks: 2, by: 'Grace' }] }),
  );
  await runChecker(root, ['rubric', 'import', '--answers', marked]);
  writeFileSync(sheet(root), `${answer} And one sentence more.`);
  expect((await runChecker(root, ['check', 'unread'])).stdout).toContain('0.5 of 2 points\n');
  const late = await runChecker(root, ['rubric', 'import', '--answers', marked]);
  expect(late).toMatchObject({ code: 1, stdout: expect.stringContaining('the answer has changed') });
});

test('a sheet that is there is never touched', async () => {
  const root = courseWithQuestion();
  await runChecker(root, ['start', 'questions-week-1']);
  writeFileSync(sheet(root), answer);
  const { stdout } = await runChecker(root, ['start', 'questions-week-1']);
  expect(stdout).toContain('Every sheet is there already.');
  expect(readFileSync(sheet(root), 'utf8')).toBe(answer);
});

test('answers of strangers are graded from a file, without a workspace', async () => {
  const root = courseWithQuestion();
  const file = join(root, 'answers.yaml');
  writeFileSync(file, `- id: 1\n  text: ${answer}\n- id: b\n  text: no\n`);
  const { stdout, code } = await runChecker(root, ['rubric', 'grade', 'unread', '--answers', file, '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject([
    {
      id: '1',
      marks: 0.5,
      covered: ['blocks'],
      missing: ['leaks'],
      misconceptions: ['dropped'],
      review: false,
    },
    { id: 'b', marks: 0, covered: [], gates: [{ kind: 'too-short' }] },
  ]);
  expect(existsSync(join(root, 'workspace'))).toBe(false);
});

test.each([
  ['no such file', [], 'cannot read missing.yaml'],
  ['no list of answers', 'answers: 3\n', 'bad.yaml:1'],
  ['no YAML', 'a: [', 'bad.yaml:1'],
])('%s is one clear message', async (_, content, message) => {
  const root = courseWithQuestion();
  const name = typeof content === 'string' ? 'bad.yaml' : 'missing.yaml';
  if (typeof content === 'string') writeFileSync(join(root, name), content);
  const { code, stderr } = await runChecker(root, ['rubric', 'grade', 'unread', '--answers', name]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
});

test('a mistake in a rubric names its file and line', async () => {
  const root = courseWithQuestion();
  const file = join(root, 'weeks/week-1-first-steps/questions/unread.rubric.yaml');
  writeFileSync(file, rubric.replace("'goroutine leak'", "'{nowhere} leak'"));
  const { code, stdout } = await runChecker(root, ['rubric', 'lint']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/unread\.rubric\.yaml:17:\d+: expected a set of the glossary, got \{nowhere\}/);
});
