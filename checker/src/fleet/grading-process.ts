import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { removeTree } from '../box/remove-tree.ts';
import { openRunFolder } from '../box/run-folder.ts';
import type { Course, Exercise } from '../course/course.ts';
import { findExercise } from '../course/find-exercise.ts';
import { loadCourse } from '../course/load-course.ts';
import { CheckerError } from '../errors.ts';
import { type Judge, openJudge } from '../judge/judge.ts';
import type { ServiceAccess } from '../services/access.ts';
import type { Services } from '../services/services.ts';
import { snapshotSubmission } from '../workspace/snapshot.ts';
import { findWork, type Work } from './find-work.ts';
import type {
  Answer,
  FromGrader,
  GraderSetup,
  JudgeRequest,
  Request,
  Surveyed,
  ToGrader,
} from './grader-protocol.ts';
import { archiveReader, receive } from './receive.ts';
import { nameOf, type Source } from './source.ts';

/**
 * A process that reads and judges submissions, one after another, for the checker that started it. What crashes it, or what
 * it hangs in, costs one submission and not the class. It ends with its starter, however that ends.
 */
export interface Grading {
  answer(request: Request): Promise<Answer>;
  /** Ends what is being judged, and whatever was started. */
  close(): Promise<void>;
}

export async function openGrading(setup: GraderSetup, services: Services): Promise<Grading> {
  const course = await loadCourse(setup.root, { cacheFolder: setup.cacheFolder });
  const folder = openRunFolder(setup.tmp);
  const stop = new AbortController();
  const { signal } = stop;
  const reader = archiveReader(setup);
  let judge: Judge | null = null;
  let count = 0;

  /** Does something with the exercises of a submission, and removes what was unpacked of it. */
  const withWork = async <T>(
    source: Source,
    asked: string | null,
    act: (works: readonly Work[], root: string, scratch: string) => Promise<T>,
  ): Promise<T> => {
    const scratch = join(folder.path, `received-${++count}`);
    mkdirSync(scratch, { mode: 0o711 });
    try {
      const target = join(scratch, 'submission');
      const root = await receive(source, { target, signal, ...reader });
      const exercise = asked === null ? null : findExercise(course, asked);
      return await act(findWork(root, nameOf(source), course, exercise), root, scratch);
    } finally {
      removeTree(scratch);
    }
  };

  const act = async (request: Request): Promise<Answer> => {
    switch (request.kind) {
      case 'survey':
        return withWork(request.source, request.exercise, async (works, root, scratch) => ({
          kind: 'surveyed',
          works: await survey(works, root, scratch, signal),
        }));
      case 'judge': {
        judge ??= await openJudge({ ...setup, now: () => new Date(), services });
        const opened = judge;
        return withWork(request.source, request.asked, async (works) => ({
          kind: 'judged',
          result: await judgeWork(opened, course, works, request, signal),
        }));
      }
      default:
        return request satisfies never;
    }
  };

  return {
    async answer(request) {
      try {
        const answer = await act(request);
        return signal.aborted ? { kind: 'stopped' } : answer;
      } catch (error) {
        if (signal.aborted) return { kind: 'stopped' };
        if (error instanceof CheckerError)
          return { kind: 'refused', code: error.code, message: error.message, hint: error.hint };
        return {
          kind: 'broken',
          stack: error instanceof Error ? (error.stack ?? error.message) : String(error),
        };
      }
    },
    async close() {
      stop.abort();
      await judge?.[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

async function survey(
  works: readonly Work[],
  root: string,
  scratch: string,
  signal: AbortSignal,
): Promise<Surveyed[]> {
  const surveyed: Surveyed[] = [];
  for (const { exercise, folder } of works) {
    const about = { exercise: exercise.id, folder: relative(root, folder) };
    const target = join(scratch, 'snapshot');
    try {
      const { digest } = await snapshotSubmission(folder, target, { signal });
      surveyed.push({ ...about, snapshot: { kind: 'taken', digest } });
    } catch (error) {
      if (!(error instanceof CheckerError)) throw error;
      surveyed.push({ ...about, snapshot: { kind: 'refused', code: error.code, message: error.message } });
    }
    removeTree(target);
  }
  return surveyed;
}

async function judgeWork(
  judge: Judge,
  course: Course,
  works: readonly Work[],
  { exercise: id, seed }: JudgeRequest,
  signal: AbortSignal,
) {
  const exercise: Exercise = findExercise(course, id);
  const work = works.find((each) => each.exercise.id === exercise.id);
  if (work === undefined) {
    throw new CheckerError('SUBMISSION_UNREADABLE', `${id} is not in it any more`, {
      hint: 'It was changed while the class was graded. Grade again.',
    });
  }
  return judge.judge(exercise, work.folder, { signal, ...(seed === null ? {} : { seed }) });
}

if (import.meta.main) serve();

/** Takes requests from the process that started this one. */
function serve(): void {
  let grading: Promise<Grading> | null = null;
  const waiting = new Map<number, (access: ServiceAccess) => void>();
  let asked = 0;
  // A starter that is gone is noticed by its channel.
  const send = (message: FromGrader) => process.send?.(message, undefined, undefined, () => {});
  const services: Services = {
    access(names) {
      asked += 1;
      const { promise, resolve } = Promise.withResolvers<ServiceAccess>();
      waiting.set(asked, resolve);
      send({ kind: 'services', id: asked, names });
      return promise;
    },
    async [Symbol.asyncDispose]() {},
  };
  const end = async () => {
    // Whatever hangs in clearing away is left to the sweep of the next run.
    setTimeout(() => process.exit(1), 10_000).unref();
    await grading?.then((opened) => opened.close()).catch(() => {});
    process.exit(0);
  };
  process.on('disconnect', () => void end());
  // Ctrl-C reaches everybody in front of the terminal; what it means, the starter says.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});
  process.on('message', (message: ToGrader) => {
    switch (message.kind) {
      case 'setup':
        grading = openGrading(message.setup, services);
        // Told to whoever asks first.
        grading.catch(() => {});
        return;
      case 'survey':
      case 'judge': {
        const { id, ...request } = message;
        void grading
          ?.then((opened) => opened.answer(request))
          .catch((error: unknown): Answer => ({ kind: 'broken', stack: String(error) }))
          .then((answer) => send({ kind: 'answer', id, answer }));
        return;
      }
      case 'access':
        waiting.get(message.id)?.(message.access);
        waiting.delete(message.id);
        return;
      case 'stop':
        void end();
        return;
      default:
        message satisfies never;
    }
  });
}
