import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { courseWithQuestion } from '../../../test/course-with-question.ts';
import { findQuestion, openWritten } from '../../written/open-written.ts';
import { exampleSchema } from '../../written/rubric/rubric-schema.ts';
import { keepExamples } from './keep-examples.ts';

const example = (id: string, text: string) =>
  exampleSchema.parse({ id, voice: 'learner', text, by: 'Grace' });

test.each(['EACCES', 'EPERM', 'EROFS'])(
  'a course that answers %s gets nothing, and nothing is lost',
  async (code) => {
    const root = courseWithQuestion();
    const question = findQuestion(openWritten(root), 'unread');
    const write = async (file: string, text: string) => {
      if (file.startsWith(join(root, 'weeks'))) throw Object.assign(new Error('refused'), { code });
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, text);
    };
    const kept = await keepExamples(root, question, [example('learner-1', 'It waits.')], write);
    const aside = join(root, 'workspace/.checker/examples/unread.examples.yaml');
    expect(kept).toEqual({
      question: 'unread',
      file: aside,
      inCourse: false,
      added: [{ id: 'learner-1' }],
      known: [],
    });
    await keepExamples(
      root,
      question,
      [example('learner-1', 'It waits!'), example('learner-2', 'It leaks.')],
      write,
    );
    expect(readFileSync(aside, 'utf8').match(/ id: .*/g)).toEqual([' id: learner-1', ' id: learner-2']);
    expect(existsSync(join(question.folder, 'unread.examples.yaml'))).toBe(false);
  },
);

test('any other failure is told', async () => {
  const root = courseWithQuestion();
  const question = findQuestion(openWritten(root), 'unread');
  const write = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
  await expect(keepExamples(root, question, [example('learner-1', 'It waits.')], write)).rejects.toThrow(
    'full',
  );
});
