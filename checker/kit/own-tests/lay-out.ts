import { chmodSync, copyFileSync, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { Box } from '../../src/box/box.ts';
import type { Implementation } from './build-implementations.ts';
import { compileTests } from './compile-tests.ts';
import { compiledSuffix, type Plan } from './in-box/plan.ts';
import { wholeOf } from './whole-file.ts';

/** vitest's own default: what passes on the learner's machine is not to fail here. */
export const testTimeoutMs = 5000;
/** Each is a process of 75 MB. More than two, since tests on wrong implementations often just wait. */
const workers = 3;

/**
 * `together`: the files of `test/` as parts of one, compiled once for all implementations. What one file does at its top
 * level, others may then notice, and a name that a module does not export keeps it from loading. `apart`: as vitest runs
 * them by itself.
 */
export type Arrangement = 'together' | 'apart';

export interface LaidOut {
  /** Both as the judge sees them. */
  readonly main: string;
  readonly plan: string;
  /** The folder of each implementation, in the order given. */
  readonly projects: readonly string[];
  /** How many test files run on each. */
  readonly files: number;
}

const wholeName = 'all.test.ts';
const implementationName = 'implementation.mjs';

/**
 * Lays one project an implementation into the box's working folder: the learner's `test/`, and the seam's module, which
 * only passes on what the implementation exports.
 */
export async function layOut(input: {
  readonly box: Box;
  readonly snapshot: string;
  readonly seam: string;
  readonly files: readonly string[];
  /** Those of the files that hold tests. */
  readonly tests: readonly string[];
  readonly arrangement: Arrangement;
  readonly implementations: readonly Implementation[];
  readonly root: string;
}): Promise<LaidOut> {
  const { box, snapshot, seam, implementations, arrangement, files, tests } = input;
  const home = makeHome(box.scratch, `own-tests-${arrangement}`);
  const packages = createRequire(join(input.root, 'package.json'));
  const vitestFile = join(dirname(packages.resolve('vitest/package.json')), 'dist', 'index.js');
  const vitest = pathToFileURL(box.inside(vitestFile)).href;
  const implementation = join(dirname(seam), implementationName);
  const compiled =
    arrangement === 'together' ? await compileTests(snapshot, files, seam, { vitest, implementation }) : null;
  const whole = wholeOf(snapshot, tests);
  const projects = implementations.map((each) => {
    const written = new Map(compiled);
    written.set(wholeName, whole(each.concerns, { vitest: 'vitest', suffix: '' }));
    if (compiled !== null)
      written.set(`${wholeName}${compiledSuffix}`, whole(each.concerns, { vitest, suffix: compiledSuffix }));
    return layProject(home, each, { snapshot, seam, files, written });
  });
  for (const folder of [home, ...projects, ...projects.map((each) => join(each, 'tmp'))])
    chmodSync(folder, 0o777);

  const tools = join(home, 'tools');
  await buildTools(tools, vitest);
  const plan: Plan = {
    vitest: box.inside(packages.resolve('vitest/node')),
    readable: [box.inside(join(input.root, 'node_modules')), box.inside(tools)],
    runner: box.inside(join(tools, 'note-taking-runner.mjs')),
    home: box.inside(home),
    projects: projects.map((folder) => box.inside(folder)),
    include: arrangement === 'together' ? wholeName : 'test/**/*.test.ts',
    flags: flagsFor(implementations),
    testTimeoutMs,
    workers,
  };
  writeFileSync(join(home, 'plan.json'), JSON.stringify(plan));
  return {
    main: join(tools, 'main.mjs'),
    plan: join(home, 'plan.json'),
    projects,
    files: arrangement === 'together' ? 1 : tests.length,
  };
}

/**
 * Nothing runs in the box now, but the learner's tests may have run in another arrangement, and laid links: what is laid
 * here is written with all rights of the judge.
 */
function makeHome(scratch: string, name: string): string {
  const work = join(scratch, 'work');
  if (lstatSync(work).isSymbolicLink()) rmSync(work);
  const home = join(work, name);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  return home;
}

function layProject(
  home: string,
  { name, code, hasDefault }: Implementation,
  {
    snapshot,
    seam,
    files,
    written,
  }: {
    readonly snapshot: string;
    readonly seam: string;
    readonly files: readonly string[];
    /** What is written besides the learner's files, by its path. */
    readonly written: ReadonlyMap<string, string>;
  },
): string {
  const folder = join(home, name);
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(snapshot, file), join(folder, file));
  }
  const module = join(folder, seam);
  mkdirSync(dirname(module), { recursive: true });
  writeFileSync(join(dirname(module), implementationName), code);
  const pass = `export * from './${implementationName}';\n`;
  writeFileSync(module, hasDefault ? `${pass}export { default } from './${implementationName}';\n` : pass);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const [path, text] of written) writeFileSync(join(folder, path), text);
  return folder;
}

/** What runs in the box is plain JavaScript there, so that nothing of the repository but its packages need be readable. */
async function buildTools(outdir: string, vitest: string): Promise<void> {
  const source = (name: string) => fileURLToPath(new URL(`./in-box/${name}.ts`, import.meta.url));
  await build({
    entryPoints: [source('main'), source('note-taking-runner')],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    alias: { vitest },
    external: [vitest],
    format: 'esm',
    platform: 'node',
    target: 'node24',
    logLevel: 'silent',
  });
}

/** Node's permission model allows threads and children only where the right implementation needs them itself. */
function flagsFor(implementations: readonly Implementation[]): string[] {
  const used = new Set(implementations.flatMap(({ chaff, builtins }) => (chaff === null ? builtins : [])));
  return [
    ...(used.has('node:worker_threads') ? ['--allow-worker'] : []),
    ...(used.has('node:child_process') ? ['--allow-child-process'] : []),
  ];
}
