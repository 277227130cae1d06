import type { Entry } from '../entry.ts';
import { toReport } from '../to-report.ts';
import { sampleExercise } from './exercise.ts';
import { hostileObservation, hostileText } from './hostile.ts';
import { allPassed, judged, mixture, starter } from './results.ts';

const report = (result: typeof mixture) => toReport(sampleExercise, result);

/** A class with one of everything: passed, failed, half judged, and three that could not be. */
export const sampleClass: readonly Entry[] = [
  { submission: 'ada', report: report(allPassed) },
  { submission: 'grace', report: report(mixture) },
  { submission: 'linus', report: report(starter) },
  { submission: 'mallory.zip', kind: 'refused', message: 'the archive would write ../../etc/passwd' },
  { submission: 'nobody', kind: 'empty', message: 'it holds no files' },
  { submission: 'notes.pdf', kind: 'unknown', message: 'it is no folder and no archive' },
];

/** Names and texts that try to be markup, commands, formulas, mentions and ends of whatever they stand in. */
export const hostileNames: readonly string[] = [
  hostileText,
  '=cmd|"/c calc"!A1',
  '+1-1@SUM(1)',
  'ada;=1+1',
  '\t=1',
  '\r\n"x",=1',
  'a | b | c',
  'a \\| b \\',
  '`` ` ``` <b>@octocat #1 https://example.com',
  '```\n| x | y |\n# heading\n```',
  '::error::forged\n::add-mask::x\n##[error]y',
  '%0A::error::x',
  'a,file=/etc/passwd::b:c',
  '<!-- --> <script>alert(1)</script> </details>',
  '[link](javascript:alert(1)) ![i](http://example.com)',
  'CON',
  ' ',
  '__proto__',
];

/** Each hostile name as a submission, with the same text wherever a program could have put it. */
export const hostileClass: readonly Entry[] = hostileNames.flatMap((text): Entry[] => [
  {
    submission: text,
    report: report(
      judged({
        adds: {
          kind: 'failed',
          observation: {
            ...hostileObservation,
            expected: text,
            saw: text,
            look: text,
            places: [{ file: text, line: 1, text }],
          },
        },
        lists: { kind: 'inconclusive', cause: text, hint: text },
        shows: { kind: 'not-run', reason: text, hint: text },
      }),
    ),
  },
  { submission: text, kind: 'refused', message: text },
]);
