import { expect, test } from 'vitest';
import { repository } from '../src/repository.ts';
import { grade } from '../src/written/grading/grade.ts';
import { openWritten } from '../src/written/open-written.ts';
import { lintQuestion } from '../src/written/rubric/lint-question.ts';

const written = openWritten(repository);

test('fifteen questions', () => {
  expect(written.questions).toHaveLength(15);
});

test.each(written.questions.map((question) => [question.slug, question] as const))(
  '%s: nothing is wrong with its files, and its model answer is one',
  (_, question) => {
    expect(lintQuestion(repository, question)).toEqual([]);
    const [model] = question.rubric.anchors;
    const grader = { ...written.graderOf(question), known: [] };
    const { marks, of, misconceptions, gates } = grade(grader, model?.text ?? '');
    expect({ misconceptions, gates }).toEqual({ misconceptions: [], gates: [] });
    expect(marks).toBeGreaterThanOrEqual(of - 1);
  },
);

test.each(written.questions.map((question) => [question.slug, question] as const))(
  '%s: its own model answer, copied, earns nothing; neither does its page, nor the model answer to another question',
  (_, question) => {
    const grader = written.graderOf(question);
    const other = written.questions.find(
      ({ week, slug }) => week !== question.week && slug !== question.slug,
    );
    expect(grade(grader, question.rubric.anchors[0]?.text ?? '').marks).toBe(0);
    expect(grade(grader, question.page).marks).toBe(0);
    expect(grade(grader, other?.rubric.anchors[0]?.text ?? '').marks).toBe(0);
  },
);

test('the same bytes give the same marks', () => {
  const opened = [openWritten(repository), openWritten(repository)];
  for (const question of written.questions) {
    const { text = '' } = question.examples[0] ?? {};
    const twice = opened.map((each) => {
      const found = each.questions.find(({ slug }) => slug === question.slug);
      return found === undefined ? null : JSON.stringify(grade(each.graderOf(found), text));
    });
    expect(twice[0]).toBe(twice[1]);
  }
});
