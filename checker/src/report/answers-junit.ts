import { attributes, element } from './xml.ts';

/** What JUnit needs to know of one answer. */
export type JunitAnswer =
  | { readonly kind: 'unanswered'; readonly question: string; readonly week: number }
  | {
      readonly kind: 'graded';
      readonly question: string;
      readonly week: number;
      readonly good: boolean;
      readonly marks: number;
      readonly of: number;
      readonly review: readonly string[];
    };

/** Written answers as JUnit XML: a case a question; one that a human should look at is not hidden by its marks. */
export function renderAnswersJunit(answers: readonly JunitAnswer[]): string {
  const failed = answers.filter((answer) => answer.kind === 'graded' && !answer.good).length;
  const skipped = answers.filter(({ kind }) => kind === 'unanswered').length;
  const totals = { tests: answers.length, failures: failed, errors: 0, time: '0.000' };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'backend-workbook', ...totals })}>`,
    `  <testsuite${attributes({ name: 'questions', ...totals, skipped })}>`,
    ...answers.flatMap(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(answer: JunitAnswer): string[] {
  const open = `    <testcase${attributes({ name: answer.question, classname: `questions.week-${answer.week}`, time: '0.000' })}`;
  if (answer.kind === 'unanswered')
    return [
      `${open}>`,
      `      ${element('skipped', { type: 'not-run', message: 'no answer' }, '')}`,
      '    </testcase>',
    ];
  const told = `${answer.marks} of ${answer.of} points${answer.review.length === 0 ? '' : `; a human should look: ${answer.review.join('; ')}`}`;
  if (answer.good) return [`${open}>`, `      ${element('system-out', {}, told)}`, '    </testcase>'];
  return [
    `${open}>`,
    `      ${element('failure', { type: 'failed', message: told }, '')}`,
    '    </testcase>',
  ];
}
