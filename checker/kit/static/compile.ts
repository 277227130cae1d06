import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { removeTree } from '../../src/box/remove-tree.ts';
import { CheckerError } from '../../src/errors.ts';
import type { Place } from '../../src/judge/observation.ts';
import { readSubmission } from './analysis/read-submission.ts';
import { readDiagnostics } from './read-diagnostics.ts';
import type { AnalysisInput } from './run-analysis.ts';
import { type BoundedRun, runBounded } from './run-bounded.ts';

export interface CompileInput extends AnalysisInput {
  /** A writable folder. */
  readonly scratch: string;
  /** Files of the judge's, by name, to be compiled beside src/. */
  readonly beside?: Readonly<Record<string, string>>;
}

export type Compiled =
  | { readonly kind: 'clean' }
  /** There is no TypeScript in src/. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'errors'; readonly places: readonly Place[] }
  /** Files outside of the submission were read; what the compiler said may speak of them. */
  | { readonly kind: 'escaped' }
  | { readonly kind: 'late'; readonly seconds: number };

const deadlineMs = 20_000;
/** The compiler is written in Go, and lives for a moment: collecting garbage before there is much of it costs 40 % of its time. */
const collectLate = { GOGC: 'off', GOMEMLIMIT: '512MiB' };
/** A name that no submission has by chance; where one has it, ours takes its place in the copy. */
const configName = 'tsconfig.of-the-judge.json';

/**
 * `tsc --noEmit` on src/, with the native compiler (0.2 s against 1.5) and with our options: the learner's tsconfig.json could
 * turn strictness off, or take files out.
 */
export async function compile(input: CompileInput): Promise<Compiled> {
  const { snapshot, root, signal } = input;
  const sources = [...readSubmission(snapshot).files].filter((file) => /\.[cm]?ts$/.test(file));
  if (sources.length === 0) return { kind: 'nothing' };
  const compiler = findCompiler(root);
  const project = layProject(input);
  try {
    const command = [compiler, '-p', join(project, configName), '--pretty', 'false', '--listFiles'] as const;
    const run = await runBounded(command, { cwd: project, env: collectLate, deadlineMs, signal });
    if (run.late) return { kind: 'late', seconds: deadlineMs / 1000 };
    const { places, files, ours } = readDiagnostics(run.stdout, project);
    // The compiler names files by where they really lie, and node_modules may be a link.
    const own = [project, realpathSync(join(root, 'node_modules')), dirname(compiler)].map(
      (folder) => `${folder}/`,
    );
    if (files.some((file) => !own.some((folder) => file.startsWith(folder)))) return { kind: 'escaped' };
    if (places.length > 0) return { kind: 'errors', places };
    if (run.code !== 0) throw defect(run, ours);
    return { kind: 'clean' };
  } finally {
    removeTree(project);
  }
}

/** A copy of the submission beside the packages that it may import: the compiler looks for them upwards from a file. */
function layProject({ snapshot, root, scratch, manifest, beside = {} }: CompileInput): string {
  const project = realpathSync(mkdtempSync(join(scratch, 'compile-')));
  cpSync(snapshot, project, { recursive: true, verbatimSymlinks: true });
  const modules = join(root, 'node_modules');
  for (const name of manifest.imports.packages) {
    const types = `@types/${name.replace(/^@(.*)\//, '$1__')}`;
    for (const each of [name, types].filter((one) => existsSync(join(modules, one)))) {
      mkdirSync(dirname(join(project, 'node_modules', each)), { recursive: true });
      symlinkSync(realpathSync(join(modules, each)), join(project, 'node_modules', each));
    }
  }
  const config = JSON.stringify(configFor(modules, Object.keys(beside)), null, 2);
  for (const [name, text] of Object.entries({ ...beside, [configName]: config })) {
    rmSync(join(project, name), { force: true, recursive: true });
    writeFileSync(join(project, name), text);
  }
  return project;
}

function configFor(modules: string, beside: readonly string[]): object {
  return {
    compilerOptions: {
      strict: true,
      target: 'es2024',
      // What Node 24 has, which is more than es2024.
      lib: ['esnext'],
      module: 'nodenext',
      moduleResolution: 'nodenext',
      moduleDetection: 'force',
      allowImportingTsExtensions: true,
      resolveJsonModule: true,
      erasableSyntaxOnly: true,
      skipLibCheck: true,
      noEmit: true,
      types: ['node'],
      typeRoots: [join(modules, '@types')],
    },
    include: ['src/**/*', ...beside],
  };
}

/** The compiler itself: its launcher in `bin/` would cost a start of Node. */
function findCompiler(root: string): string {
  const launcher = createRequire(join(root, 'package.json')).resolve('typescript-7/package.json');
  const platform = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
  const folder = join(dirname(createRequire(launcher).resolve(platform)), 'lib');
  const name = readdirSync(folder).find((file) => /^(tsc|tsgo)(\.exe)?$/.test(file));
  if (name !== undefined) return join(folder, name);
  throw new CheckerError('JUDGE_BROKEN', `there is no compiler in ${folder}`, {
    hint: 'Run `make install`: the packages are not complete.',
  });
}

function defect(run: BoundedRun, ours: readonly string[]): CheckerError {
  const said = ours.join('\n') || run.stderr || `exit code ${run.code}`;
  return new CheckerError('JUDGE_BROKEN', `the compiler could not do its work: ${said.slice(0, 1000)}`, {
    hint: 'Run `make install`; if it stays, it is a defect of the checker: please report it with this text.',
  });
}
