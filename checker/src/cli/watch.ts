import { existsSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { watch as watchFiles } from 'chokidar';
import { findExercise } from '../course/find-exercise.ts';
import { CheckerError } from '../errors.ts';
import { judgeFailedFirst } from '../judge/judge-failed-first.ts';
import { escapeInvisible } from '../report/json.ts';
import { renderResult } from '../report/terminal.ts';
import { workspaceFolder } from '../workspace/layout.ts';
import { namedQuestions } from './answers/named-questions.ts';
import { defineCommand } from './command.ts';
import type { Context } from './context.ts';
import { isolationFor, isolationOption } from './isolation-option.ts';
import { keepResult } from './keep-result.ts';
import { openCourse } from './open.ts';
import { openJudgeHere, openServicesHere } from './open-judge.ts';
import { showProgress } from './show-progress.ts';
import { speak } from './spoken.ts';
import { testsThatPassed } from './tests-that-passed.ts';
import { collectChanges, oneSaveMs } from './watching/changes.ts';
import { listenForKeys } from './watching/keys.ts';
import { showFrame } from './watching/show-frame.ts';
import { workedOn } from './worked-on.ts';

const unwatched = ['node_modules', '.git', 'dist', 'coverage'];

export const watch = defineCommand({
  arguments: {
    exercise: {
      kind: 'optional',
      summary: 'the exercise, or written questions; by default the one you are at',
    },
  },
  options: {
    verbose: { kind: 'flag', short: 'v', summary: 'tell every failure whole, and list what passed' },
    isolation: isolationOption,
    json: { kind: 'flag', summary: 'print one report as a line of JSON for every judging' },
    events: {
      kind: 'flag',
      summary: 'print every event as a line of JSON as it comes, and each report as one',
    },
  },
  description: 'What failed last time is judged first. Enter judges again, q quits.',
  examples: [
    ['watch', 'the exercise you are at'],
    ['watch task-cli', 'this one'],
  ],
  async run(context, { exercise: name }, options) {
    if (name !== undefined && (await namedQuestions(context, name)) !== null) {
      const { watchAnswers } = await import('./answers/watch-answers.ts');
      return watchAnswers(context, name, options);
    }
    const course = await openCourse(context);
    const exercise = name === undefined ? await workedOn(context, course) : findExercise(course, name);
    const folder = workspaceFolder(context.root, exercise.id);
    if (!existsSync(folder)) {
      throw new CheckerError('WORKSPACE_MISSING', `${exercise.id} was not started yet`, {
        hint: `\`${speak('start', exercise.id)}\` lays out its starter.`,
      });
    }
    await using services = openServicesHere(context);
    // They start while the judge opens; judging waits for them, and tells what went wrong.
    void services.access(exercise.manifest.services, context.signal);
    const isolation = await isolationFor(context, options.isolation, 'own-work');
    await using judge = await openJudgeHere(context, services, isolation);
    const changes = collectChanges(oneSaveMs, context.signal);
    const files = watchFiles(folder, {
      ignoreInitial: true,
      ignored: (path) =>
        relative(folder, path)
          .split(sep)
          .some((part) => unwatched.includes(part)),
    }).on('all', changes.changed);
    await using _ = { [Symbol.asyncDispose]: () => files.close() };
    using __ = listenForKeys(context.stdin, {
      q: changes.quit,
      '\r': changes.changed,
      '\n': changes.changed,
      '\u0003': changes.quit,
    });
    let failed: readonly string[] = [];
    for await (const outdated of changes) {
      using progress = showProgress(context, exercise, { silent: options.json || options.events });
      const result = await judgeFailedFirst(judge, exercise, folder, failed, {
        signal: outdated,
        ownTestsPassed: testsThatPassed(context.root, exercise.id),
        onEvent: (event) => {
          progress.take(event);
          if (options.events) writeLine(context, event);
        },
      });
      progress[Symbol.dispose]();
      if (outdated.aborted) continue;
      failed = result.results.filter(({ verdict }) => verdict.kind === 'failed').map(({ slug }) => slug);
      const report = await keepResult(context, course, exercise, result);
      if (options.events) writeLine(context, { kind: 'report', report });
      else if (options.json) writeLine(context, report);
      else showFrame(context, renderResult(report, { ...context, verbose: options.verbose }), exercise.id);
    }
    return 0;
  },
});

/** One line of JSON, as safe to print as a whole report. */
function writeLine({ stdout }: Context, value: object): void {
  stdout.write(`${escapeInvisible(JSON.stringify(value))}\n`);
}
