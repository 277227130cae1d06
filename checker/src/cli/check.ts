import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Exercise } from '../course/course.ts';
import { findExercise, findRequirement } from '../course/find-exercise.ts';
import { CheckerError } from '../errors.ts';
import type { JudgeResult } from '../judge/verdict.ts';
import { exitCode } from '../report/exit-code.ts';
import { renderJson } from '../report/json.ts';
import { renderResult } from '../report/terminal.ts';
import { toReport } from '../report/to-report.ts';
import { workspaceFolder } from '../workspace/layout.ts';
import { namedQuestions } from './answers/named-questions.ts';
import { defineCommand } from './command.ts';
import type { Context } from './context.ts';
import { annotate } from './exports/annotate.ts';
import { type ExportWishes, exportOptions } from './exports/export-options.ts';
import { openSigningKey } from './exports/open-signing-key.ts';
import { writeExports } from './exports/write-exports.ts';
import { firstRun } from './first-run.ts';
import { handedIn } from './handed-in.ts';
import { isolationFor, isolationOption } from './isolation-option.ts';
import { keepResult } from './keep-result.ts';
import { keepTraces } from './keep-traces.ts';
import { openCourse } from './open.ts';
import { openJudgeHere, openServicesHere } from './open-judge.ts';
import { showProgress } from './show-progress.ts';
import { speak } from './spoken.ts';
import { testsThatPassed } from './tests-that-passed.ts';
import { findWorkedOn } from './worked-on.ts';

export const check = defineCommand({
  arguments: {
    exercise: {
      kind: 'optional',
      summary: 'the exercise, or written questions; by default the one you are at',
    },
  },
  options: {
    only: {
      kind: 'list',
      placeholder: 'requirement',
      summary: 'judge this requirement alone; may be repeated',
    },
    submission: {
      kind: 'text',
      placeholder: 'folder',
      summary: 'judge this folder or archive instead of your workspace; your record stays as it is',
    },
    seed: {
      kind: 'integer',
      placeholder: 'number',
      min: 0,
      max: 2 ** 32 - 1,
      summary: 'repeat the random choices of an earlier check',
    },
    verbose: { kind: 'flag', short: 'v', summary: 'tell every failure whole, and list what passed' },
    isolation: isolationOption,
    json: { kind: 'flag', summary: 'print the report as JSON (docs/schemas/report.schema.json)' },
    traces: {
      kind: 'text',
      placeholder: 'folder',
      summary: 'also write the timelines of failures into this folder, as SVG and JSON',
    },
    ...exportOptions,
    sign: {
      kind: 'text',
      placeholder: 'private.pem',
      summary: 'with --json: print the report in an envelope that this key signed (see `keys`)',
    },
  },
  description:
    'Exit code: 0 everything passed, 1 a requirement failed, 2 wrong usage, 3 the machine or the checker was at fault, 130 stopped.',
  examples: [
    ['check', 'judge the exercise you are at'],
    ['check task-cli', 'judge this one'],
    ['check task-cli --only adds', 'judge one requirement'],
    ['check questions', 'grade all your written answers'],
    ['check task-cli --json', 'for machines'],
  ],
  async run(context, { exercise: name }, options) {
    if (name !== undefined && (await namedQuestions(context, name)) !== null) {
      refuseForAnswers(options);
      const { checkAnswers } = await import('./answers/check-answers.ts');
      return checkAnswers(context, name, options);
    }
    const key = options.sign === undefined ? null : await openSigningKey(context, options.sign, options);
    const course = await openCourse(context);
    const { exercise, isStarted } =
      name === undefined
        ? await findWorkedOn(context, course)
        : { exercise: findExercise(course, name), isStarted: true };
    if (!isStarted && options.submission === undefined) return firstRun(context, exercise, options);
    const only = options.only.map((slug) => findRequirement(exercise, slug).slug);
    const submission =
      options.submission === undefined
        ? workspaceFolder(context.root, exercise.id)
        : resolve(context.cwd, options.submission);
    if (options.submission === undefined) refuseMissing(submission, exercise);
    await using services = openServicesHere(context);
    // They start while the judge opens; judging waits for them, and tells what went wrong.
    void services.access(exercise.manifest.services, context.signal);
    const isolation = await isolationFor(context, options.isolation, 'own-work');
    await using judge = await openJudgeHere(context, services, isolation);
    const ownTestsPassed =
      options.submission === undefined && options.seed === undefined && only.length === 0
        ? testsThatPassed(context.root, exercise.id)
        : null;
    using progress = showProgress(context, exercise, {
      silent: options.json,
      ...(only.length === 0 ? {} : { total: only.length }),
    });
    const folder =
      options.submission === undefined
        ? submission
        : await handedIn(context, course, exercise, submission, judge.folder);
    const result = await judge.judge(exercise, folder, {
      signal: context.signal,
      onEvent: (event) => progress.take(event),
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(only.length === 0 ? {} : { only }),
      ownTestsPassed,
    });
    progress[Symbol.dispose]();
    const pictures = options.traces === undefined ? {} : await writeTraces(context, result, options.traces);
    const report =
      options.submission === undefined
        ? await keepResult(context, course, exercise, result)
        : toReport(exercise, result, { submission: options.submission, pictures });
    const entry = {
      submission: options.submission === undefined ? exercise.id : basename(submission),
      report,
    };
    await writeExports(context, [entry], options);
    if (options.json) {
      context.stdout.write(
        key === null
          ? renderJson(report)
          : await (await import('../integrity/sign-report.ts')).signReport(report, {
              key,
              submission: options.submission === undefined ? null : entry.submission,
              at: context.clock.now(),
            }),
      );
      return exitCode(report);
    }
    const { columns, color, unicode, plain } = context;
    const screen = renderResult(report, { columns, color, unicode, plain, verbose: options.verbose });
    context.stdout.write(options.github ? annotate(screen, [entry], context, submission) : screen);
    return exitCode(report);
  },
});

function refuseMissing(folder: string, { id }: Exercise): void {
  if (existsSync(folder)) return;
  throw new CheckerError('WORKSPACE_MISSING', `${id} is not in your workspace yet`, {
    hint: `\`${speak('start', id)}\` lays out its starter. A folder elsewhere is named by --submission.`,
  });
}

/** Answers are graded, not judged: they have no requirements, and no report that these forms are made of. */
function refuseForAnswers(options: ExportWishes & { readonly sign: string | undefined }): void {
  const { ctrf, csv, gradescope, classroom, github, sign } = options;
  const given = Object.entries({ ctrf, csv, gradescope, classroom, github, sign }).find(
    ([, value]) => value !== undefined && value !== false,
  );
  if (given === undefined) return;
  throw new CheckerError('USAGE', `--${given[0]} is not for written answers`, {
    hint: 'Their results come as --json and --junit.',
  });
}

/** @returns the pictures by slug, as the caller named their folder */
async function writeTraces(
  { cwd, clock }: Context,
  result: JudgeResult,
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  const pictures = await keepTraces(resolve(cwd, folder), result, clock.now());
  return Object.fromEntries(Object.entries(pictures).map(([slug, name]) => [slug, join(folder, name)]));
}
