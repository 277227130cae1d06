import { isBuiltin } from 'node:module';
import { posix, relative, sep } from 'node:path';
import { type BuildFailure, build, type Message, type OnResolveArgs, type Plugin } from 'esbuild';
import { refusedBuiltins } from '../../src/course/refused-builtins.ts';
import type { Place } from '../../src/judge/observation.ts';
import { broken } from '../expect.ts';

const shownPlaces = 10;
const codeFile = /\.[cm]?[jt]sx?$/;

/**
 * Tests meet the code through one module only, so that another implementation can take its place. esbuild reads every
 * file of `test/` and asks here about each import; it also finds what is no TypeScript at all.
 *
 * @param seam the module's path in the submission, such as `src/index.ts`
 */
export async function checkImports(snapshot: string, files: readonly string[], seam: string): Promise<void> {
  const messages = await messagesOf(
    snapshot,
    files.filter((file) => codeFile.test(file)),
    seam,
  );
  if (messages.length === 0) return;
  broken({
    expected: `test files that import only the module under test (${seam}), vitest, node: built-ins and other files of test/`,
    saw:
      messages.length === 1
        ? 'one import or line that cannot be used'
        : `${messages.length} of them that cannot be used`,
    look: `Test what ${seam} exports, as a user of it would: other implementations of it will take its place.`,
    places: messages.slice(0, shownPlaces).map(placeOf),
  });
}

async function messagesOf(
  snapshot: string,
  files: readonly string[],
  seam: string,
): Promise<readonly Message[]> {
  try {
    await build({
      absWorkingDir: snapshot,
      entryPoints: [...files],
      outdir: '/not-written',
      write: false,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'esnext',
      // Otherwise imports that nothing uses would be left out before they are asked about.
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
      logLevel: 'silent',
      plugins: [gatekeeper(snapshot, seam)],
    });
    return [];
  } catch (error) {
    const { errors } = error as BuildFailure;
    if (!Array.isArray(errors)) throw error;
    return errors;
  }
}

function gatekeeper(snapshot: string, seam: string): Plugin {
  return {
    name: 'imports of tests',
    setup(build) {
      build.onResolve({ filter: /.*/ }, (args) => {
        if (args.kind === 'entry-point') return undefined;
        const wrong = judgeImport(args, snapshot, seam);
        return wrong === null ? { path: args.path, external: true } : { errors: [{ text: wrong }] };
      });
    },
  };
}

/** What is wrong with it, or null. */
function judgeImport({ path, importer }: OnResolveArgs, snapshot: string, seam: string): string | null {
  if (path === 'vitest') return null;
  if (isBuiltin(path)) {
    const name = path.replace(/^node:/, '').split('/')[0] ?? '';
    return refusedBuiltins.includes(name) ? `tests cannot use ${path} here` : null;
  }
  if (!path.startsWith('./') && !path.startsWith('../'))
    return `${path} is not there when the judge runs your tests`;
  const from = relative(snapshot, importer).split(sep).join('/');
  const target = posix.join(posix.dirname(from), path);
  if (target === seam || target.startsWith('test/')) return null;
  const right = posix.relative(posix.dirname(from), seam);
  return `import what you test from ${right.startsWith('.') ? right : `./${right}`}, not from ${path}`;
}

function placeOf({ text, location }: Message): Place {
  if (location === null) return { file: 'test', line: 1, text };
  return { file: location.file, line: location.line, column: location.column + 1, text };
}
