import { join } from 'node:path';
import { build } from 'esbuild';
import { CheckerError } from '../../src/errors.ts';
import type { Random } from '../fixtures.ts';
import type { Chaff } from './chaff-list.ts';

/**
 * Right implementations in a run. More than one shows tests that pass by chance. Each costs a whole run of the tests, where a
 * wrong one costs a run up to the first failure. With two, whoever lets tests
 * fail by chance on 8 wrong ones passes in one run of 150 at best: (2/10)² · (8/10)⁸.
 */
const wheats = 2;

/** One implementation as the box sees it: a name and a text that do not say whether it is right. */
export interface Implementation {
  /** Random letters; the name of its folder. */
  readonly name: string;
  /** Null for a right one. */
  readonly chaff: Chaff | null;
  /** The export whose tests run first. That of a right one is drawn from those of the wrong: the order tells nothing. */
  readonly concerns: string | null;
  readonly code: string;
  readonly hasDefault: boolean;
  /** Built-ins that it imports, as `node:fs`. */
  readonly builtins: readonly string[];
}

/**
 * Builds the wheat, several times, and every chaff, in random order. Each is one file, with names cut to the same few
 * letters, its own noise and its own choice of the bundler's freedoms: the bytes of two right ones differ as those of a
 * right and a wrong one do. Whoever wants to forge a result must tell right from wrong, and that is the exercise itself.
 */
export async function buildImplementations(options: {
  readonly hidden: string;
  readonly chaffs: readonly Chaff[];
  readonly root: string;
  readonly random: Random;
}): Promise<readonly Implementation[]> {
  const { hidden, chaffs, random } = options;
  const wheat = join(hidden, 'wheat', 'index.ts');
  const plans = [
    ...Array.from({ length: wheats }, () => ({
      file: wheat,
      chaff: null,
      concerns: random.pick(chaffs).concerns,
    })),
    ...chaffs.map((chaff) => ({ file: chaff.file, chaff, concerns: chaff.concerns })),
  ].map((each) => ({
    ...each,
    name: random.word(12),
    noise: random.word(12),
    lean: random.integer(0, 1) === 1,
  }));
  return Promise.all(
    shuffle(plans, random).map(async ({ file, chaff, concerns, name, noise, lean }) => ({
      name,
      chaff,
      concerns,
      ...(await bundle(file, options.root, noise, lean)),
    })),
  );
}

async function bundle(
  file: string,
  root: string,
  noise: string,
  lean: boolean,
): Promise<Pick<Implementation, 'code' | 'hasDefault' | 'builtins'>> {
  try {
    const result = await build({
      entryPoints: [file],
      write: false,
      metafile: true,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: lean ? 'node24' : 'node22',
      // Spaces and identifiers always go: comments name files, and names tell what they are for.
      minifyWhitespace: true,
      minifyIdentifiers: true,
      minifySyntax: lean,
      // Errors keep the names that the contract gives them.
      keepNames: true,
      legalComments: 'none',
      tsconfigRaw: '{}',
      nodePaths: [join(root, 'node_modules')],
      banner: { js: `const $${noise}=${JSON.stringify(noise)};` },
      logLevel: 'silent',
    });
    const [output] = Object.values(result.metafile.outputs);
    return {
      code: result.outputFiles[0]?.text ?? '',
      hasDefault: output?.exports.includes('default') ?? false,
      builtins: (output?.imports ?? []).map(({ path }) => path),
    };
  } catch (cause) {
    throw new CheckerError('JUDGE_BROKEN', `an implementation to test against does not build: ${file}`, {
      hint: 'This is a defect of the exercise, not of your work: please report it.',
      cause,
    });
  }
}

function shuffle<T>(values: readonly T[], random: Random): T[] {
  const left = [...values];
  const shuffled: T[] = [];
  while (left.length > 0) shuffled.push(...left.splice(random.integer(0, left.length - 1), 1));
  return shuffled;
}
