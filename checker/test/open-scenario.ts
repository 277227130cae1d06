import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openScenario, type Scenario } from '../kit/scenario.ts';
import { chooseIdentity } from '../src/box/identity.ts';
import type { Walls } from '../src/box/walls.ts';
import type { Exercise } from '../src/course/course.ts';
import { exerciseSchema } from '../src/course/manifest.ts';
import { prepareSubmission } from '../src/judge/prepare-submission.ts';
import type { RunContext } from '../src/judge/run-context.ts';
import { repository } from '../src/repository.ts';
import type { ServiceAccess } from '../src/services/access.ts';
import { tempFolder } from './temp-folder.ts';

export interface ScenarioOfTest {
  /** The submission's files. `src/main.ts` and `src/index.ts` are there, and empty, where none is given. */
  readonly files?: Readonly<Record<string, string>>;
  /** The source of `hidden/driver.ts`. */
  readonly driver?: string;
  /** Laid over the manifest. */
  readonly manifest?: object;
  readonly seed?: number;
  readonly services?: Partial<ServiceAccess>;
  /** By default none but a process of its own. */
  readonly walls?: Walls;
  /** The judge's; by default that of the test. */
  readonly path?: string;
}

/** A scenario as a hidden test has it, with a real box, of a submission made of a few lines. It ends with the test. */
export async function openScenarioOfTest(options: ScenarioOfTest = {}): Promise<Scenario> {
  const folder = tempFolder();
  // As the judge's own: where root judges, the box's user passes through.
  chmodSync(folder, 0o711);
  const manifest = exerciseSchema.parse({
    id: 'trial',
    title: 'Trial',
    summary: 'An exercise for tests of the kit.',
    kind: 'program',
    entry: 'src/main.ts',
    module: 'src/index.ts',
    points: { core: 1, stretch: 0 },
    requirements: [
      {
        slug: 'keeps',
        sentence: 'It keeps its promise.',
        points: 1,
        hints: ['There is nothing.', 'Still nothing.'],
      },
    ],
    ...options.manifest,
  });
  const exercise: Exercise = {
    id: 'trial',
    week: 1,
    manifest,
    folder: join(folder, 'exercise'),
    solutions: '',
    suites: [],
  };
  const submission = join(folder, 'submission');
  lay(submission, { 'src/main.ts': '', 'src/index.ts': '', ...options.files });
  lay(exercise.folder, options.driver === undefined ? {} : { 'hidden/driver.ts': options.driver });
  const own = join(folder, 'run');
  mkdirSync(own, { mode: 0o711, recursive: true });
  const never = new AbortController().signal;
  const prepared = await prepareSubmission({ exercise, submission, folder: own, repository, signal: never });
  if (prepared.built.kind !== 'built') throw new Error(JSON.stringify(prepared.built.places));
  const walls: Walls = options.walls ?? {
    isolation: 'process',
    identity: chooseIdentity([process.execPath, tmpdir()], { PATH: process.env.PATH }),
  };
  const run: RunContext = {
    manifest,
    repository,
    hidden: join(exercise.folder, 'hidden'),
    snapshot: prepared.snapshot,
    app: prepared.app,
    driver: prepared.driver,
    folder: own,
    boxes: own,
    record: join(own, 'record.jsonl'),
    seed: 1,
    node: process.execPath,
    walls,
    mirrors: null,
    path: options.path ?? process.env.PATH ?? '',
    services: { postgres: null, redis: null, docker: null, ...options.services },
    only: null,
    prerequisites: null,
  };
  const [requirement] = manifest.requirements;
  if (requirement === undefined) throw new Error('the manifest has no requirement');
  const scenario = openScenario(run, requirement, options.seed ?? 7, never);
  onTestFinished(() => scenario[Symbol.asyncDispose]());
  return scenario;
}

function lay(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
