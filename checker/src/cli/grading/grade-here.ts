import { availableParallelism, tmpdir } from 'node:os';
import { relative } from 'node:path';
import type { Isolation } from '../../box/box.ts';
import type { Course, Exercise } from '../../course/course.ts';
import { CheckerError } from '../../errors.ts';
import { findSubmissions } from '../../fleet/find-submissions.ts';
import { type Graded, gradeClass } from '../../fleet/grade-class.ts';
import { createGrader } from '../../fleet/grader.ts';
import { openGradesStore } from '../../fleet/grades-store.ts';
import { holdGrades } from '../../fleet/hold-grades.ts';
import { reportFile } from '../../fleet/report-file.ts';
import type { Source } from '../../fleet/source.ts';
import { ClassProgress } from '../../report/class-progress.ts';
import type { ClassReport } from '../../report/class-schema.ts';
import type { Entry } from '../../report/entry.ts';
import { renderJson } from '../../report/json.ts';
import { type ClassEntry, toClass } from '../../report/to-class.ts';
import { toReport } from '../../report/to-report.ts';
import { repository } from '../../repository.ts';
import type { Context } from '../context.ts';
import { openSigningKey } from '../exports/open-signing-key.ts';
import { openServicesHere } from '../open-judge.ts';
import { chooseJobs } from './choose-jobs.ts';

export interface GradeWishes {
  readonly paths: readonly string[];
  readonly course: Course;
  readonly exercise: Exercise | null;
  readonly isolation: Isolation;
  /** Absolute. */
  readonly out: string;
  /** Null for what the machine can bear. */
  readonly jobs: number | null;
  readonly seed: number | null;
  readonly sign: string | null;
  /** No progress is shown. */
  readonly quiet: boolean;
}

export interface Grades {
  readonly report: ClassReport;
  /** For the forms that are made of reports. */
  readonly entries: readonly Entry[];
}

/** Grades on this machine, and keeps what was found in the folder of grades, as soon as it is known. */
export async function gradeHere(context: Context, wishes: GradeWishes): Promise<Grades> {
  const { clock } = context;
  const startedAt = clock.now();
  const began = clock.elapsed();
  const { course, exercise, out, isolation } = wishes;
  const key = wishes.sign === null ? null : await openSigningKey(context, wishes.sign, { json: true });
  const { sources, others } = findSubmissions(wishes.paths, { cwd: context.cwd, out, course, exercise });
  await using hold = await holdGrades(out, { signal: context.signal });
  const store = openGradesStore(out, () => clock.now());
  const signal = AbortSignal.any([context.signal, hold.lost]);
  await using services = openServicesHere(context);
  const { jobs, workers } = chooseJobs(wishes.jobs, {
    cores: availableParallelism(),
    freeBytes: process.availableMemory(),
  });
  await using stack = new AsyncDisposableStack();
  const setup = {
    root: context.root,
    repository,
    node: context.nodePath,
    path: context.env.PATH ?? '',
    tmp: tmpdir(),
    cacheFolder: context.cacheFolder,
    isolation,
    boxImage: context.env.CHECKER_BOX_IMAGE || undefined,
    workers,
  };
  const graders = Array.from({ length: jobs }, () =>
    stack.use(createGrader({ setup, services, env: context.env, signal })),
  );
  using progress = openProgress(context, wishes.quiet);
  const kept = new Map<Graded, ClassEntry>();
  store.note({ event: 'begun', submissions: sources.length, isolation, jobs });
  const { graded, unjudged, left } = await gradeClass(sources, {
    graders,
    store,
    course,
    exercise,
    isolation,
    seed: wishes.seed,
    signal,
    now: () => clock.now(),
    onEvent(event) {
      if (event.kind !== 'graded') return progress.take(event);
      const { source, known } = event.graded;
      const outcome = kept.get(event.graded)?.report.outcome ?? '';
      return progress.take({ kind: 'graded', id: source.id, outcome, known });
    },
    async keep(each) {
      const entry = toEntry(context, each, exercise !== null);
      kept.set(each, entry);
      const text =
        key === null
          ? renderJson(entry.report)
          : await (await import('../../integrity/sign-report.ts')).signReport(entry.report, {
              key,
              submission: entry.submission,
              at: clock.now(),
            });
      await store.writeReport(entry.file, text);
    },
  });
  progress[Symbol.dispose]();
  if (hold.lost.aborted && !context.signal.aborted) throw taken(out);
  const judged = graded.map((each) => kept.get(each)).filter((entry) => entry !== undefined);
  if (left === 0) {
    const files = new Set(judged.map(({ file }) => file));
    const possible = sources.flatMap((source) =>
      exercise === null ? course.exercises.map(({ id }) => fileOf(source, id)) : [fileOf(source, null)],
    );
    // A mark of an earlier run would else be taken for one of this.
    for (const file of possible) if (!files.has(file)) store.removeReport(file);
  }
  const notJudged = [
    ...unjudged,
    ...others.map(({ id, kind, message }) => ({ submission: id, kind, message })),
  ];
  const durationMs = clock.elapsed() - began;
  const report = toClass(judged, notJudged, { startedAt, durationMs, isolation, left });
  await store.writeGrades(`${JSON.stringify(report, null, 2)}\n`);
  store.note({ event: context.signal.aborted ? 'stopped' : 'ended', ...report.counts });
  return { report, entries: [...judged, ...notJudged] };
}

function openProgress({ stderr, columns, unicode, clock }: Context, quiet: boolean): ClassProgress {
  const mode = quiet ? 'silent' : stderr.isTTY === true ? 'line' : 'log';
  return new ClassProgress({ stream: stderr, mode, columns, unicode, clock });
}

/** One report a submission; where nobody named the exercise, one for each exercise that was found in it. */
function toEntry(
  { cwd }: Context,
  { source, exercise, folder, result, known }: Graded,
  isAsked: boolean,
): ClassEntry {
  const path = relative(cwd, source.path);
  const submission = folder === '' || source.kind === 'archive' ? path : `${path}/${folder}`;
  return {
    submission: source.id,
    report: toReport(exercise, result, { submission: submission === '' ? '.' : submission }),
    file: fileOf(source, isAsked ? null : exercise.id),
    known,
  };
}

/** @param exercise null where the grader named it */
function fileOf({ id }: Source, exercise: string | null): string {
  return `reports/${reportFile(id)}${exercise === null ? '' : `.${exercise}`}.json`;
}

function taken(out: string): CheckerError {
  return new CheckerError('GRADES_LOCKED', `another checker took over ${out}`, {
    hint: 'This one was asleep for too long. What it found so far is kept; grade again when the other has finished.',
  });
}
