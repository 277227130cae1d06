import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Exercise } from '../course/course.ts';
import { findExercise, findRequirement } from '../course/find-exercise.ts';
import { CheckerError } from '../errors.ts';
import type { JudgeResult } from '../judge/verdict.ts';
import { exitCode } from '../report/exit-code.ts';
import { renderJson } from '../report/json.ts';
import { renderJunit } from '../report/junit.ts';
import { renderResult } from '../report/terminal.ts';
import { toReport } from '../report/to-report.ts';
import { workspaceFolder } from '../workspace/layout.ts';
import { namedQuestions } from './answers/named-questions.ts';
import { defineCommand } from './command.ts';
import type { Context } from './context.ts';
import { firstRun } from './first-run.ts';
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
      summary: 'judge this folder instead of your workspace; your record stays as it is',
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
    junit: { kind: 'text', placeholder: 'file', summary: 'also write a JUnit report to this file' },
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
      const { checkAnswers } = await import('./answers/check-answers.ts');
      return checkAnswers(context, name, options);
    }
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
    const result = await judge.judge(exercise, submission, {
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
    if (options.junit !== undefined)
      await writeFile(resolve(context.cwd, options.junit), renderJunit(report));
    context.stdout.write(
      options.json
        ? renderJson(report)
        : renderResult(report, {
            columns: context.columns,
            color: context.color,
            unicode: context.unicode,
            plain: context.plain,
            verbose: options.verbose,
          }),
    );
    return exitCode(report);
  },
});

function refuseMissing(folder: string, { id }: Exercise): void {
  if (existsSync(folder)) return;
  throw new CheckerError('WORKSPACE_MISSING', `${id} is not in your workspace yet`, {
    hint: `\`${speak('start', id)}\` lays out its starter. A folder elsewhere is named by --submission.`,
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
