import { readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CheckerError } from '../../src/errors.ts';
import type { Place } from '../../src/judge/observation.ts';
import { readSubmission } from './analysis/read-submission.ts';
import { readDiagnostics } from './read-diagnostics.ts';
import type { AnalysisInput } from './run-analysis.ts';
import { type BoundedRun, runBounded } from './run-bounded.ts';

export interface CompileInput extends AnalysisInput {
  /** A writable folder. */
  readonly scratch: string;
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

/**
 * `tsc --noEmit` on src/, with the native compiler (0.2 s against 1.5) and with our options: the learner's tsconfig.json could
 * turn strictness off, or take files out.
 */
export async function compile(input: CompileInput): Promise<Compiled> {
  const { snapshot, root, scratch, signal } = input;
  const sources = [...readSubmission(snapshot).files].filter((file) => /\.[cm]?ts$/.test(file));
  if (sources.length === 0) return { kind: 'nothing' };
  const config = join(scratch, 'tsconfig.compiles.json');
  writeFileSync(config, JSON.stringify(configFor(input), null, 2));
  const compiler = findCompiler(root);
  const run = await runBounded([compiler, '-p', config, '--pretty', 'false', '--listFiles'], {
    cwd: snapshot,
    deadlineMs,
    signal,
  });
  if (run.late) return { kind: 'late', seconds: deadlineMs / 1000 };
  const { places, files, ours } = readDiagnostics(run.stdout, snapshot);
  const own = [`${snapshot}/`, `${join(root, 'node_modules')}/`, `${dirname(compiler)}/`];
  if (files.some((file) => !own.some((folder) => file.startsWith(folder)))) return { kind: 'escaped' };
  if (places.length > 0) return { kind: 'errors', places };
  if (run.code !== 0) throw defect(run, ours);
  return { kind: 'clean' };
}

function configFor({ snapshot, root, manifest }: CompileInput): object {
  const modules = join(root, 'node_modules');
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
      // A snapshot carries no packages; those of the exercise are ours.
      paths: Object.fromEntries(
        manifest.imports.packages.flatMap((name) => {
          const places = [join(modules, '@types', name.replace(/^@(.*)\//, '$1__')), join(modules, name)];
          return [
            [name, places],
            [`${name}/*`, places.map((place) => `${place}/*`)],
          ];
        }),
      ),
    },
    include: [`${snapshot}/src/**/*`],
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
