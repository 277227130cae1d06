import { resolve } from 'node:path';
import { findExercise } from '../course/find-exercise.ts';
import { sanitizeLine } from '../report/sanitize.ts';
import { defineCommand } from './command.ts';
import type { ExitCode } from './context.ts';
import { exportOptions } from './exports/export-options.ts';
import { writeExports } from './exports/write-exports.ts';
import { isolationFor, isolationOption } from './isolation-option.ts';
import { openCourse } from './open.ts';

export const grade = defineCommand({
  arguments: {
    paths: {
      kind: 'many',
      summary:
        'folders of submissions, CSV lists of them, or submissions: folders, zip, tar, tar.gz, git bundles',
    },
  },
  options: {
    exercise: {
      kind: 'text',
      placeholder: 'exercise',
      summary: 'what was handed in; by default the names of folders tell',
    },
    out: { kind: 'text', placeholder: 'folder', summary: 'where the grades go; by default ./grades' },
    isolation: isolationOption,
    jobs: {
      kind: 'integer',
      placeholder: 'number',
      min: 1,
      max: 64,
      summary: 'judge so many at once; by default what the machine can bear',
    },
    seed: {
      kind: 'integer',
      placeholder: 'number',
      min: 0,
      max: 2 ** 32 - 1,
      summary: 'the same random choices for everybody',
    },
    sign: {
      kind: 'text',
      placeholder: 'private.pem',
      summary: 'sign each report with this key (see `keys`)',
    },
    strict: { kind: 'flag', summary: 'exit with 1 where anybody failed anything or could not be judged' },
    verbose: { kind: 'flag', short: 'v', summary: 'tell what everybody failed in full' },
    json: { kind: 'flag', summary: 'print the grades as JSON (docs/schemas/grades.schema.json)' },
    ...exportOptions,
  },
  description:
    'Called again with the same folder of grades, it goes on where it was stopped, and judges only what is new. Exit code: 0 everybody has a report or a reason, whatever the points; 2 wrong usage, 3 something is inconclusive or the machine was at fault, 130 stopped.',
  examples: [
    ['grade submissions --exercise task-cli', 'a folder or an archive for each learner'],
    ['grade workspaces', 'each with folders named as exercises'],
    ['grade ada.zip grace.bundle --exercise task-cli', 'these two'],
    ['grade class.csv --exercise task-cli', 'a list with the columns student and path'],
    ['grade submissions --exercise task-cli --csv grades.csv', 'also for a gradebook'],
  ],
  async run(context, { paths }, options): Promise<ExitCode> {
    const { refuseNoPaths } = await import('./grading/refuse-no-paths.ts');
    refuseNoPaths(paths);
    const course = await openCourse(context);
    const exercise = options.exercise === undefined ? null : findExercise(course, options.exercise);
    const isolation = await isolationFor(context, options.isolation, 'strangers');
    const { gradeHere } = await import('./grading/grade-here.ts');
    const out = resolve(context.cwd, options.out ?? 'grades');
    const { report, entries } = await gradeHere(context, {
      paths,
      course,
      exercise,
      isolation,
      out,
      jobs: options.jobs ?? null,
      seed: options.seed ?? null,
      sign: options.sign ?? null,
      quiet: options.json,
    });
    await writeExports(context, entries, options);
    const { renderGrades } = await import('./grading/render-grades.ts');
    context.stdout.write(
      await renderGrades(context, report, entries, { ...options, out: sanitizeLine(out) }),
    );
    if (context.signal.aborted) return 130;
    const { counts } = report;
    if (counts.inconclusive > 0) return 3;
    const isSpoiled = counts.failed + counts.refused + counts.empty + counts.unknown > 0;
    return options.strict && isSpoiled ? 1 : 0;
  },
});
