import { readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { build, type OnResolveArgs, type OnResolveResult, type Plugin } from 'esbuild';
import { compiledSuffix } from './in-box/plan.ts';

const codeFile = /\.[cm]?[jt]sx?$/;
/** What vitest does to a file by rewriting it: hoisted mocks, snapshots with their places, what Vite puts into `import.meta`. */
const rewritten =
  /\b(?:mock|doMock|unmock|doUnmock|hoisted|importActual|importMock|resetModules)\s*[(<]|Snapshot\s*\(|import\.meta\.(?:env|glob|vitest)/;
/** Names that are known only when the test runs: vitest would find TypeScript there. */
const openImport = /\bimport\s*\(\s*[^'"\s]|\brequire\s*\(/;

/**
 * Test files as plain JavaScript, by the path that each is written to; one compilation serves all implementations, where
 * vitest would do it for each. Null when they ask for what only vitest itself can do.
 *
 * @param seam the module's path in the submission, such as `src/index.ts`
 * @param targets where vitest and the implementation stand, seen from the box and from the project's folder
 */
export async function compileTests(
  snapshot: string,
  files: readonly string[],
  seam: string,
  targets: { readonly vitest: string; readonly implementation: string },
): Promise<ReadonlyMap<string, string> | null> {
  const code = files.filter((file) => codeFile.test(file));
  const texts = code.map((file) => readFileSync(join(snapshot, file), 'utf8'));
  if (texts.some((text) => rewritten.test(text) || openImport.test(text))) return null;
  try {
    const { outputFiles } = await build({
      absWorkingDir: snapshot,
      entryPoints: code.map((file) => ({ in: file, out: `${file}${compiledSuffix.replace(/\.mjs$/, '')}` })),
      outdir: join(snapshot, 'out'),
      outExtension: { '.js': '.mjs' },
      write: false,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      keepNames: true,
      tsconfigRaw: '{}',
      logLevel: 'silent',
      plugins: [linker({ snapshot, code, seam, targets })],
    });
    return new Map(outputFiles.map(({ path, text }) => [relative(join(snapshot, 'out'), path), text]));
  } catch {
    return null;
  }
}

/** Every file stays a module of its own; data is put into the module that imports it. */
function linker(input: {
  readonly snapshot: string;
  readonly code: readonly string[];
  readonly seam: string;
  readonly targets: { readonly vitest: string; readonly implementation: string };
}): Plugin {
  const { snapshot, code, seam, targets } = input;
  const resolve = ({ kind, path, importer }: OnResolveArgs): OnResolveResult | null => {
    if (kind === 'entry-point') return null;
    if (path === 'vitest') return { path: targets.vitest, external: true };
    if (!path.startsWith('.')) return { path, external: true };
    const folder = posix.dirname(relative(snapshot, importer).split(sep).join('/'));
    const target = posix.join(folder, path);
    if (target === seam) return { path: from(folder, targets.implementation), external: true };
    if (code.includes(target)) return { path: from(folder, `${target}${compiledSuffix}`), external: true };
    // A name without its ending, or an asset: vitest knows what to do.
    return path.endsWith('.json') ? null : { errors: [{ text: 'neither code nor data' }] };
  };
  return {
    name: 'links of tests',
    setup: (build) => build.onResolve({ filter: /.*/ }, resolve),
  };
}

function from(folder: string, target: string): string {
  const path = posix.relative(folder, target);
  return path.startsWith('.') ? path : `./${path}`;
}
