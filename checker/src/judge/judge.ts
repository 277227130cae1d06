import { randomInt } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Isolation } from '../box/box.ts';
import type { Containment } from '../box/containment.ts';
import { removeTree } from '../box/remove-tree.ts';
import { openRunFolder } from '../box/run-folder.ts';
import type { Exercise } from '../course/course.ts';
import type { Manifest } from '../course/manifest.ts';
import { repository } from '../repository.ts';
import type { ServiceAccess } from '../services/access.ts';
import { forgetSubmission } from '../services/forget-submission.ts';
import { openPassages } from '../services/passages.ts';
import type { Services } from '../services/services.ts';
import { checkerVersion } from '../version.ts';
import { digestChecker } from './digest-checker.ts';
import { digestFolder } from './digest-folder.ts';
import { openWalls } from './open-walls.ts';
import { ownTests, ownTestsDigest } from './own-tests-digest.ts';
import { type Prepared, prepareSubmission } from './prepare-submission.ts';
import { appendToRecord } from './record.ts';
import { type Batch, type Recorded, runHiddenTests } from './run-hidden-tests.ts';
import { servicesUsed } from './services-used.ts';
import { settleVerdicts } from './settle.ts';
import { suiteBatch } from './suite-batch.ts';
import { unrunnable } from './unrunnable.ts';
import type { JudgeEvent, JudgeResult, RequirementResult, Verdict } from './verdict.ts';
import { openVitestHost, type VitestHost } from './vitest-host.ts';

/** Judges submissions one after another; what is slow to start stays warm between them. */
export interface Judge extends AsyncDisposable {
  /** A folder that goes with the judge, also when it is killed: for what a caller lays out to be judged. */
  readonly folder: string;
  judge(exercise: Exercise, submission: string, options?: JudgeOptions): Promise<JudgeResult>;
}

export interface JudgeOptions {
  /** A 32-bit integer; random where none is given, and always said. */
  readonly seed?: number;
  /** Slugs to judge; the others have no result. Prerequisites outside the list are taken as passed. */
  readonly only?: readonly string[];
  /** Results of an earlier judging of the same submission that count as if they were found now. */
  readonly known?: readonly RequirementResult[];
  /** What `JudgeResult.ownTests` was when they passed: where it is the same again, they are not run. */
  readonly ownTestsPassed?: string | null;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: JudgeEvent) => void;
}

export interface JudgeSetup {
  /** The checker's own repository, whose packages and kit are used, whatever course is judged. */
  readonly repository: string;
  readonly node: string;
  /** PATH of the checker: where tools such as strace are looked for. */
  readonly path: string;
  /** The system's folder for temporary files. */
  readonly tmp: string;
  readonly now: () => Date;
  /** What stands between submissions and the machine; by default `process`. */
  readonly isolation?: Isolation;
  /** The image of containers that are boxes; by default the official one of Node. */
  readonly boxImage?: string | undefined;
  /** For tests; by default what the machine allows. */
  readonly containment?: Containment;
  readonly workers?: number;
  /** The caller's, who ends them after all judges; left out where no exercise uses any. */
  readonly services?: Services;
}

export async function openJudge(setup: JudgeSetup): Promise<Judge> {
  const folder = openRunFolder(setup.tmp);
  const isolation = setup.isolation ?? 'process';
  const { walls, containment, boxes, privateNetwork, weaknesses, clear } = await openWalls({
    isolation,
    folder: folder.path,
    path: setup.path,
    node: setup.node,
    reached: [setup.node, join(setup.repository, 'node_modules'), setup.tmp],
    repository: setup.repository,
    tmp: setup.tmp,
    boxImage: setup.boxImage,
    containment: setup.containment,
  }).catch((error: unknown) => {
    folder[Symbol.dispose]();
    throw error;
  });
  const passages = privateNetwork ? openPassages(join(folder.path, 'passages')) : null;
  const host = await openVitestHost({
    repository: setup.repository,
    folder: folder.path,
    node: setup.node,
    path: setup.path,
    containment,
    // One more than there are cores: hidden tests wait a good part of their time, for limits, locks and ends.
    workers: setup.workers ?? availableParallelism() + 1,
  });
  let count = 0;
  let ownDigest: string | null = null;
  const checkerDigest = () => {
    ownDigest ??= digestChecker(setup.repository);
    return ownDigest;
  };

  return {
    folder: folder.path,
    async judge(exercise, submission, options = {}) {
      const startedAt = setup.now();
      const started = performance.now();
      const seed = options.seed ?? randomInt(2 ** 32);
      const signal = options.signal ?? new AbortController().signal;
      const own = join(folder.path, `submission-${++count}`);
      mkdirSync(own);
      const record = join(own, 'record.jsonl');
      writeFileSync(record, '', { mode: 0o600 });
      // Submissions of root's run as another user.
      chmodSync(own, 0o711);
      let services: Promise<ServiceAccess> | null = null;
      try {
        options.onEvent?.({ kind: 'building' });
        // A server takes longer to start than a submission to build.
        services = accessServices(setup.services, exercise.manifest, signal);
        const prepared = await prepareSubmission({
          exercise,
          submission,
          folder: own,
          repository: setup.repository,
          signal,
        });
        const tests = ownTestsDigest(prepared.snapshot, exercise, setup.repository);
        const known = [
          ...(options.known ?? []),
          ...(tests === options.ownTestsPassed && asked(ownTests, options.only)
            ? passedBefore(exercise.manifest)
            : []),
        ];
        for (const result of known) appendToRecord(record, { kind: 'ended', ...result });
        const found = await services;
        const led = await passages?.lead({ ...found, docker: null });
        const judging = {
          host,
          signal,
          onEvent: options.onEvent ?? (() => {}),
          context: {
            manifest: exercise.manifest,
            repository: setup.repository,
            hidden: join(exercise.folder, 'hidden'),
            snapshot: prepared.snapshot,
            app: prepared.app,
            driver: prepared.driver,
            folder: own,
            boxes: boxes ?? own,
            record,
            seed,
            node: setup.node,
            walls,
            path: setup.path,
            services: led?.services ?? found,
            mirrors: led?.mirrors ?? null,
            only: options.only ?? null,
            prerequisites: null,
          },
        };
        const recorded =
          prepared.built.kind === 'broken'
            ? unrunnable(exercise.manifest, prepared.built.places)
            : await judgeAll(exercise, prepared, { ...judging, known });
        const results = settleVerdicts(exercise.manifest.requirements, recorded.results, (slug) =>
          missingVerdict(asked(slug, options.only), signal.aborted, recorded.troubles.map(localTrouble)),
        );
        return {
          exercise: exercise.id,
          results: results
            .filter(({ slug }) => asked(slug, options.only))
            .map((result) => withSeed(result, seed)),
          seed,
          startedAt: startedAt.toISOString(),
          durationMs: Math.round(performance.now() - started),
          interrupted: signal.aborted,
          ownTests: tests,
          provenance: {
            snapshot: prepared.digest,
            course: digestFolder(exercise.folder),
            checker: checkerVersion,
            checkerDigest: checkerDigest(),
            node: process.version,
            services: servicesUsed(await services),
            isolation,
            weaknesses,
          },
        };
      } finally {
        await forgetSubmission(await services, own);
        removeTree(own);
      }
    },
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      await passages?.[Symbol.asyncDispose]();
      await clear();
      folder[Symbol.dispose]();
    },
  };
}

const withoutServices = {
  kind: 'unavailable',
  cause: 'this judge was opened without services',
  hint: 'Judge it with `npm run checker -- check`.',
} as const;

function accessServices(
  services: Services | undefined,
  { services: names }: Manifest,
  signal: AbortSignal,
): Promise<ServiceAccess> {
  if (services !== undefined) return services.access(names, signal);
  return Promise.resolve({
    postgres: names.includes('postgres') ? withoutServices : null,
    redis: names.includes('redis') ? withoutServices : null,
    docker: null,
  });
}

/** The hidden tests of the exercise, and those of its suites. */
async function judgeAll(
  exercise: Exercise,
  prepared: Prepared,
  { host, signal, ...own }: Batch & { readonly host: VitestHost; readonly signal: AbortSignal },
): Promise<Recorded> {
  const { context, known, onEvent } = own;
  const decided = new Set(known.map(({ slug }) => slug));
  const suites = exercise.manifest.requirements.flatMap((requirement) => {
    const { slug } = requirement;
    const suite = exercise.suites.find(({ id }) => id === requirement.suite?.of);
    if (suite === undefined || decided.has(slug) || !asked(slug, context.only ?? undefined)) return [];
    const driver = prepared.suiteDrivers.get(suite.id) ?? null;
    return [suiteBatch({ requirement, suite, driver, context, onEvent })];
  });
  const [recorded, ...ofSuites] = await runHiddenTests({ host, signal, batches: [own, ...suites] });
  if (recorded === undefined) throw new Error('the hidden tests gave no record');
  const results = new Map(recorded.results);
  for (const [index, suite] of suites.entries()) {
    const concluded = suite.conclude(ofSuites[index] ?? recorded, { stopped: signal.aborted });
    results.set(concluded.slug, concluded);
  }
  return { results, troubles: recorded.troubles };
}

/** Paths as they stand in the repository: where it lies on this machine is nobody's business. */
function localTrouble(trouble: string): string {
  return trouble.replaceAll(`${repository}/`, '');
}

function asked(slug: string, only: readonly string[] | undefined): boolean {
  return only?.includes(slug) ?? true;
}

/** The own tests' verdict, where the exercise has them. */
function passedBefore({ requirements }: Manifest): RequirementResult[] {
  return requirements
    .filter(({ slug }) => slug === ownTests)
    .map(({ slug }) => ({ slug, verdict: { kind: 'passed' }, durationMs: 0, seed: 0, reused: true }));
}

/** What is said of a requirement about which nothing was recorded. */
function missingVerdict(wasAsked: boolean, interrupted: boolean, troubles: readonly string[]): Verdict {
  if (!wasAsked) return { kind: 'not-run', reason: 'it was not asked for', hint: 'Leave out --only.' };
  if (interrupted) {
    return { kind: 'not-run', reason: 'the check was stopped before it', hint: 'Run the check again.' };
  }
  return {
    kind: 'inconclusive',
    cause:
      troubles.length === 0
        ? 'The judging process ended before this was decided.'
        : troubles.join('\n').slice(0, 2000),
    hint: 'This is not your fault and costs nothing. Run the check again; if it stays, report it with this text.',
  };
}

function withSeed(result: RequirementResult, runSeed: number): RequirementResult {
  return result.seed === 0 ? { ...result, seed: runSeed } : result;
}
