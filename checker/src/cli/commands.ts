import type { AnyCommand } from './command.ts';

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly group: string;
  load(): Promise<AnyCommand>;
}

/** Every command with the line that `--help` shows. Here, and not in the commands, so that help loads none of them. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'check',
    summary: 'judge your work; the very first time, start the first exercise',
    group: 'Every day',
    load: async () => (await import('./check.ts')).check,
  },
  {
    name: 'watch',
    summary: 'judge again at every save',
    group: 'Every day',
    load: async () => (await import('./watch.ts')).watch,
  },
  {
    name: 'next',
    summary: 'the one thing to do now',
    group: 'Every day',
    load: async () => (await import('./next.ts')).next,
  },
  {
    name: 'hint',
    summary: 'a hint for a requirement; one more at each call',
    group: 'Every day',
    load: async () => (await import('./hint.ts')).hint,
  },
  {
    name: 'trace',
    summary: 'what happened when, in a failure where the order matters',
    group: 'Every day',
    load: async () => (await import('./trace.ts')).trace,
  },
  {
    name: 'task',
    summary: "read an exercise's page in the terminal",
    group: 'Every day',
    load: async () => (await import('./task.ts')).task,
  },
  {
    name: 'answer',
    summary: 'write the answer to a question, and see its marks',
    group: 'Every day',
    load: async () => (await import('./answer.ts')).answer,
  },
  {
    name: 'dispute',
    summary: 'note that you disagree with the marks of an answer',
    group: 'Every day',
    load: async () => (await import('./dispute.ts')).dispute,
  },
  {
    name: 'progress',
    summary: 'the map of the course and where you stand',
    group: 'Every day',
    load: async () => (await import('./progress.ts')).progress,
  },
  {
    name: 'start',
    summary: 'lay out the starter of an exercise in your workspace',
    group: 'Your workspace',
    load: async () => (await import('./start.ts')).start,
  },
  {
    name: 'reset',
    summary: 'save what you have, then lay the starter anew',
    group: 'Your workspace',
    load: async () => (await import('./reset.ts')).reset,
  },
  {
    name: 'attempts',
    summary: 'list what was saved of an exercise',
    group: 'Your workspace',
    load: async () => (await import('./attempts.ts')).attempts,
  },
  {
    name: 'restore',
    summary: 'put a saved attempt back',
    group: 'Your workspace',
    load: async () => (await import('./restore.ts')).restore,
  },
  {
    name: 'doctor',
    summary: 'what this machine has, what is missing, and how to add it',
    group: 'The machine',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'report',
    summary: 'other forms of reports that were made earlier: CSV, JUnit, CTRF, Gradescope, GitHub',
    group: 'For instructors',
    load: async () => (await import('./report.ts')).report,
  },
  {
    name: 'keys',
    summary: 'make a pair of keys to sign reports with',
    group: 'For instructors',
    load: async () => (await import('./keys.ts')).keys,
  },
  {
    name: 'verify',
    summary: 'whether a report was signed, by which key, and what it covers',
    group: 'For instructors',
    load: async () => (await import('./verify.ts')).verify,
  },
  {
    name: 'lint',
    summary: 'check the course: manifests, hidden tests, hints, mutants, tables',
    group: 'For authors',
    load: async () => (await import('./lint.ts')).lint,
  },
  {
    name: 'prove',
    summary: 'prove the hidden tests with right and wrong solutions',
    group: 'For authors',
    load: async () => (await import('./prove.ts')).prove,
  },
  {
    name: 'rubric',
    summary: 'measure, mend and use the grader of written answers',
    group: 'For authors',
    load: async () => (await import('./rubric.ts')).rubric,
  },
];
