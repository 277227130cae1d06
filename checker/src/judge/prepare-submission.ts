import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Exercise } from '../course/course.ts';
import { snapshotSubmission } from '../workspace/snapshot.ts';
import { type Built, buildSnapshot } from './build-snapshot.ts';
import type { Place } from './observation.ts';
import { missingText } from './unrunnable.ts';

export interface Prepared {
  readonly snapshot: string;
  /** sha256 of the snapshot. */
  readonly digest: string;
  readonly app: string;
  readonly driver: string | null;
  readonly built: Built;
  /** The drivers of the exercise's suites, by their ids. */
  readonly suiteDrivers: ReadonlyMap<string, string | null>;
}

/** Of the judge's own, in the built snapshot. The submission may bring something of that name. */
const ownFolder = '.judge';

/** Freezes a submission, builds it once for all its scenarios, and builds the exercise's driver beside it. */
export async function prepareSubmission(options: {
  readonly exercise: Exercise;
  readonly submission: string;
  readonly folder: string;
  /** The checker's own repository. */
  readonly repository: string;
  readonly signal: AbortSignal;
}): Promise<Prepared> {
  const { exercise, folder } = options;
  const snapshot = join(folder, 'snapshot');
  const app = join(folder, 'app');
  const { digest } = await snapshotSubmission(options.submission, snapshot, { signal: options.signal });
  const missing = missingEntries(exercise, snapshot);
  const built: Built =
    missing.length > 0
      ? { kind: 'broken', places: missing }
      : await buildSnapshot({
          snapshot,
          app,
          repository: options.repository,
          packages: exercise.manifest.imports.packages,
          entries: exercise.manifest.entries,
        });
  rmSync(join(app, ownFolder), { recursive: true, force: true });
  const suiteDrivers = new Map<string, string | null>();
  for (const suite of exercise.suites)
    suiteDrivers.set(suite.id, await buildDriver({ ...options, exercise: suite, name: suite.id }));
  return {
    snapshot,
    digest,
    app,
    driver: await buildDriver({ ...options, name: 'driver' }),
    built,
    suiteDrivers,
  };
}

function missingEntries({ manifest }: Exercise, snapshot: string): Place[] {
  const files = [manifest.entry, ...(manifest.module === undefined ? [] : [manifest.module])];
  return files
    .filter((file) => !existsSync(join(snapshot, file)))
    .map((file) => ({ file, line: 1, text: missingText }));
}

/** One file with everything that it needs, so that nothing of ours has to be readable in the box. */
async function buildDriver({
  exercise,
  folder,
  repository,
  name,
}: {
  readonly name: string;
  readonly exercise: Exercise;
  readonly folder: string;
  readonly repository: string;
}): Promise<string | null> {
  const source = join(exercise.folder, 'hidden', 'driver.ts');
  if (!existsSync(source)) return null;
  const outfile = join(folder, 'app', ownFolder, `${name}.js`);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Peers to compare with come from the checker's packages, wherever the course stands.
    nodePaths: [join(repository, 'node_modules')],
    alias: { 'checker/kit/driver': join(repository, 'checker/kit/driver/index.ts') },
    logLevel: 'silent',
  });
  return outfile;
}
