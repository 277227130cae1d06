import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createRandom } from '../../kit/random.ts';
import { bundleOf } from '../../test/archives/git-bundle.ts';
import { pax, tarOf } from '../../test/archives/tar-bytes.ts';
import { zipOf } from '../../test/archives/zip-bytes.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import { findTool } from '../box/identity.ts';
import { CheckerError } from '../errors.ts';
import { unpackArchive } from './unpack-archive.ts';

const files = [
  { path: 'src/main.ts', body: 'console.log(1);\n'.repeat(20) },
  { path: 'src/b.ts', body: 'b' },
  { path: 'README.md', body: '' },
];
const git = findTool('git', process.env.PATH ?? '');
const long = [pax({ path: `${'l'.repeat(150)}.ts` }), { path: 'x', body: 'y' }];

/** Each with how often it is changed: git is a process or three a time. */
const whole: readonly (readonly [name: string, make: () => Buffer, rounds: number])[] = [
  ['zip', () => zipOf(files), 400],
  ['tar', () => tarOf([...files, ...long]), 400],
  ['tar.gz', () => gzipSync(tarOf([...files, ...long])), 200],
  ...(git === null
    ? []
    : [['bundle', () => bundleOf({ 'src/main.ts': 'a', 'README.md': 'b' }), 20] as const]),
];

test.each(whole)(
  'a %s with changed, lost or doubled bytes is unpacked or refused, and never more than that',
  async (_, make, rounds) => {
    const random = createRandom(20_261_124);
    const original = make();
    const folder = tempFolder();
    const inner = join(folder, 'a/b/c');
    mkdirSync(inner, { recursive: true });
    let refused = 0;
    for (let round = 0; round < rounds; round += 1) {
      const file = join(inner, `${round}.archive`);
      const target = join(inner, `${round}`);
      writeFileSync(file, change(original, random));
      const options = { signal: new AbortController().signal, scratch: `${target}-git`, git, user: null };
      try {
        await unpackArchive(file, target, options);
      } catch (error) {
        if (!(error instanceof CheckerError)) throw error;
        refused += 1;
        expect(existsSync(target)).toBe(false);
        expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }
      expect(existsSync(options.scratch)).toBe(false);
    }
    expect(refused).toBeGreaterThan(rounds / 10);
    const outside = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(inner, join(entry.parentPath, entry.name)))
      .filter((path) => !/^\d+(\.archive$|\/)/.test(path));
    expect(outside).toEqual([]);
  },
);

function change(original: Buffer, random: ReturnType<typeof createRandom>): Buffer {
  const bytes = Buffer.from(original);
  for (let count = random.integer(1, 4); count > 0; count -= 1)
    bytes[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
  const at = random.integer(0, bytes.length - 1);
  switch (random.integer(0, 5)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + random.integer(1, 600))]);
    case 2:
      return Buffer.concat([bytes, bytes.subarray(at)]);
    default:
      return bytes;
  }
}
