import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { type BuildFailure, build, type Message, type Plugin } from 'esbuild';
import { compiledTargets } from './compiled-targets.ts';
import type { Place } from './observation.ts';

export type Built =
  | { readonly kind: 'built' }
  /** The learner's source does not parse: nothing of it can run. */
  | { readonly kind: 'broken'; readonly places: readonly Place[] };

/**
 * Turns a frozen submission into what boxes run: every TypeScript file of `src/` becomes JavaScript at the same place, all
 * other files are copied. Nothing is bundled, so `import.meta.url`, worker entries and migrations keep working; a file is
 * reachable as `.js` and, for URLs in the source, as `.ts`.
 *
 * @param packages names of the packages that the exercise allows, linked from the checker's node_modules
 * @param entries further entry files; what lies in their folders is built as `src/` is, for example `bench/`
 */
export async function buildSnapshot(options: {
  readonly snapshot: string;
  readonly app: string;
  readonly repository: string;
  readonly packages: readonly string[];
  readonly entries?: readonly string[];
}): Promise<Built> {
  const { snapshot, app } = options;
  cpSync(snapshot, app, { recursive: true, filter: (source) => !isTypeScript(source) });
  lay(join(app, 'package.json'), JSON.stringify(modulePackage(snapshot)));
  linkPackages(options);
  const folders = new Set([
    'src',
    ...(options.entries ?? []).map((entry) => dirname(entry).split('/')[0] ?? ''),
  ]);
  const entries = [...folders]
    .filter((folder) => folder !== '' && folder !== '.')
    .flatMap((folder) => filesBelow(join(snapshot, folder)))
    .filter(isTypeScript);
  try {
    const result = await build({
      entryPoints: entries,
      absWorkingDir: snapshot,
      outbase: snapshot,
      outdir: app,
      write: false,
      bundle: true,
      treeShaking: false,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      sourcemap: 'linked',
      sourcesContent: false,
      logLevel: 'silent',
      tsconfigRaw: {},
      plugins: [leaveImports],
    });
    for (const file of result.outputFiles) {
      mkdirSync(dirname(file.path), { recursive: true });
      lay(file.path, file.contents);
      if (file.path.endsWith('.js')) lay(file.path.replace(/\.js$/, '.ts'), file.contents);
    }
    return { kind: 'built' };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return { kind: 'broken', places: error.errors.map((message) => placeOf(message, snapshot)) };
  }
}

/**
 * What was copied from the snapshot is read-only, also for us where we are not root, and may be a folder of that name: a
 * new file takes its place.
 */
function lay(file: string, contents: string | Uint8Array): void {
  rmSync(file, { recursive: true, force: true });
  writeFileSync(file, contents);
}

/** Every import stays an import; one that names a TypeScript file names its JavaScript instead. */
const leaveImports: Plugin = {
  name: 'leave-imports',
  setup(setup) {
    setup.onResolve({ filter: /.*/ }, (args) => {
      if (args.kind === 'entry-point') return undefined;
      const relativePath = args.path.startsWith('.') ? args.path.replace(/\.m?ts$/, '.js') : args.path;
      return { path: relativePath, external: true };
    });
  },
};

/**
 * The learner's package.json with ES modules on and its names leading to compiled files, since that is what was built; an
 * unreadable one counts as empty.
 */
function modulePackage(snapshot: string): object {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(snapshot, 'package.json'), 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return { type: 'module' };
    const named = Object.entries(parsed).map(([key, value]) => [
      key,
      key === 'imports' || key === 'exports' ? compiledTargets(value) : value,
    ]);
    return { ...Object.fromEntries(named), type: 'module' };
  } catch {
    return { type: 'module' };
  }
}

function linkPackages(options: { app: string; repository: string; packages: readonly string[] }): void {
  for (const name of options.packages) {
    const link = join(options.app, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(options.repository, 'node_modules', name), link);
  }
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [];
  }
}

function isTypeScript(path: string): boolean {
  return ['.ts', '.mts'].includes(extname(path)) && !basename(path).endsWith('.d.ts');
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && Array.isArray((error as Partial<BuildFailure>).errors);
}

function placeOf(message: Message, snapshot: string): Place {
  const { location } = message;
  if (location === null) return { file: 'src', line: 1, text: message.text };
  return {
    file: relative(snapshot, join(snapshot, location.file)),
    line: location.line,
    column: location.column + 1,
    text: message.text,
  };
}
