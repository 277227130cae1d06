import { suggest } from '../course/suggest.ts';
import { CheckerError } from '../errors.ts';
import { defineCommand } from './command.ts';

const actions = ['test', 'grade', 'queue', 'import', 'lint', 'suggest', 'train'] as const;
type Action = (typeof actions)[number];

export const rubric = defineCommand({
  arguments: {
    action: { kind: 'required', summary: 'test, grade, queue, import, lint, suggest or train' },
    questions: { kind: 'many', summary: 'the questions; by default all' },
  },
  options: {
    answers: {
      kind: 'text',
      placeholder: 'file',
      summary: 'grade: a list of { id, text }, import: marked answers or examples; YAML or JSON',
    },
    half: {
      kind: 'text',
      placeholder: 'half',
      choices: ['development', 'test', 'both'],
      summary: 'test: which half of the examples; by default both',
    },
    attacks: { kind: 'flag', summary: 'test: also try to earn marks with texts made from each example' },
    confusions: { kind: 'flag', summary: 'test: every label that grader and expert see differently' },
    json: { kind: 'flag', summary: 'for machines' },
  },
  description:
    'For authors and instructors. `test` measures the grader on the labelled examples, `grade` marks a file of answers, `queue` tells which answers of this workspace a human should look at, `import` takes the marks of a human back and makes examples of those answers, `lint` looks for mistakes in rubrics and examples, `suggest` shows sentences that a concept may have missed, `train` learns the models anew from the development half.',
  examples: [
    ['rubric test', 'how well every question is graded'],
    ['rubric test heap-escape --confusions', 'one question, and where it errs'],
    ['rubric grade heap-escape --answers answers.yaml --json', 'marks for your own answers'],
    ['rubric queue --json', 'what a human should look at, to be filled in'],
  ],
  async run(context, { action, questions }, options) {
    switch (actionOf(action)) {
      case 'test':
        return (await import('./rubric/test.ts')).testRubrics(context, questions, options);
      case 'grade':
        return (await import('./rubric/grade.ts')).gradeFile(context, questions, options);
      case 'queue':
        return (await import('./rubric/queue.ts')).exportQueue(context, options);
      case 'import':
        return (await import('./rubric/import.ts')).importMarks(context, options);
      case 'lint':
        return (await import('./rubric/lint.ts')).lintRubrics(context, options);
      case 'suggest':
        return (await import('./rubric/suggest.ts')).suggestSentences(context, questions, options);
      case 'train':
        return (await import('./rubric/train.ts')).trainModels(context, questions);
    }
  },
});

function actionOf(given: string): Action {
  const action = actions.find((name) => name === given);
  if (action !== undefined) return action;
  const near = suggest(given, [...actions]);
  throw new CheckerError('USAGE', `rubric does not know "${given}"`, {
    hint: near === undefined ? `It knows ${actions.join(', ')}.` : `Did you mean \`rubric ${near}\`?`,
  });
}
