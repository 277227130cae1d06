import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { badArchives } from '../../test/archives/bad-archives.ts';
import { pax, tarGzOf, tarOf } from '../../test/archives/tar-bytes.ts';
import { zipOf } from '../../test/archives/zip-bytes.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import { unpackArchive } from './unpack-archive.ts';

const never = new AbortController().signal;

/** Lays the archive into a folder of its own, and unpacks it beside. */
async function unpack(bytes: Buffer): Promise<{ readonly folder: string; readonly target: string }> {
  const folder = tempFolder();
  const target = join(folder, 'unpacked');
  writeFileSync(join(folder, 'jane.archive'), bytes);
  const options = { signal: never, scratch: join(folder, 'scratch'), git: null, user: null };
  await unpackArchive(join(folder, 'jane.archive'), target, options);
  return { folder, target };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

test('the corpus is large', () => {
  expect(badArchives.length).toBeGreaterThan(100);
  expect(new Set(badArchives.map(({ name }) => name)).size).toBe(badArchives.length);
});

test.each(badArchives)('$name is refused, and nothing is written', async ({ bytes, code, says }) => {
  const folder = tempFolder();
  const inner = join(folder, 'a/b/c');
  mkdirSync(inner, { recursive: true });
  const file = join(inner, 'jane.archive');
  writeFileSync(file, bytes);
  const options = { signal: never, scratch: join(inner, 'scratch'), git: null, user: null };
  const started = performance.now();
  const error = await unpackArchive(file, join(inner, 'unpacked'), options).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: 'CheckerError', code, message: expect.stringMatching(says) });
  const { message, hint } = error as { message: string; hint: string };
  expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(message.length).toBeLessThan(400);
  expect(hint).toMatch(/\S/);
  expect(filesBelow(folder)).toEqual(['a/b/c/jane.archive']);
  expect(existsSync(join(inner, 'unpacked'))).toBe(false);
  expect(performance.now() - started).toBeLessThan(5000);
});

const files = { 'task/src/main.ts': 'a', 'task/package.json': '{}', 'task/caf\u00e9/\u{1f600}.md': 'c' };

test.each([
  ['tar', tarOf(entriesOf(files))],
  ['tar.gz', tarGzOf(entriesOf(files))],
  ['zip', zipOf(entriesOf(files))],
  ['zip, stored', zipOf(entriesOf(files).map((entry) => ({ ...entry, stored: true })))],
])('a good %s is unpacked as it is, with modes of ours', async (_, bytes) => {
  const { target } = await unpack(bytes);
  expect(filesBelow(target)).toEqual(Object.keys(files).sort());
  expect(readFileSync(join(target, 'task/src/main.ts'), 'utf8')).toBe('a');
  expect(statSync(join(target, 'task/src/main.ts')).mode & 0o7777).toBe(0o644);
});

test('what a snapshot leaves out is left out, also links, and what macOS adds', async () => {
  const { target } = await unpack(
    tarOf([
      { path: './', type: '5' },
      { path: './src/', type: '5' },
      { path: './src/main.ts', body: 'a' },
      { path: './src/._main.ts', body: 'attributes' },
      { path: './.DS_Store', body: 'x' },
      { path: './__MACOSX/src/main.ts', body: 'x' },
      { path: './node_modules/.bin/tsc', type: '2', link: '../typescript/bin/tsc' },
      { path: './src/node_modules/x:y', body: 'x' },
      { path: './.git/config', body: 'x' },
    ]),
  );
  expect(filesBelow(target)).toEqual(['src/main.ts']);
});

test.skipIf(process.platform !== 'linux')(
  'a file that changes while it is read is told as such',
  async () => {
    // It says that it has no bytes, and gives some.
    const options = { signal: never, scratch: join(tempFolder(), 'scratch'), git: null, user: null };
    await expect(
      unpackArchive('/proc/self/status', join(tempFolder(), 'unpacked'), options),
    ).rejects.toMatchObject({
      code: 'SUBMISSION_UNREADABLE',
      message: 'status changed while it was read',
    });
  },
);

test('an archive inside is a file like any other', async () => {
  const inner = zipOf([{ path: '../../x', body: 'x' }]);
  const { target } = await unpack(tarOf([{ path: 'inner.zip', body: inner }]));
  expect(readFileSync(join(target, 'inner.zip'))).toEqual(inner);
});

test('attributes that macOS puts into extended headers do no harm', async () => {
  const attributes = {
    mtime: '1700000000.5',
    'LIBARCHIVE.xattr.com.apple.provenance': 'AQAA',
    'SCHILY.xattr.com.apple.provenance': Buffer.from([1, 0, 0, 255, 10, 61]),
    path: `${'l'.repeat(120)}.ts`,
  };
  const { target } = await unpack(
    tarOf([pax({ comment: 'abc' }, 'g'), pax(attributes), { path: 'x', body: 'a' }]),
  );
  expect(filesBelow(target)).toEqual([`${'l'.repeat(120)}.ts`]);
});

test('names in the code page of DOS are read as such', async () => {
  const { target } = await unpack(zipOf([{ path: Buffer.from([0x81, 0x62]), body: 'x', flags: 0 }]));
  expect(filesBelow(target)).toEqual(['\u00fcb']);
});

test('sizes behind the data are allowed', async () => {
  const streamed = { flags: 0x808, header: { size: 0, crc: 0 } };
  const { target } = await unpack(zipOf([{ path: 'a.ts', body: 'abc', ...streamed }]));
  expect(readFileSync(join(target, 'a.ts'), 'utf8')).toBe('abc');
});

function entriesOf(contents: Readonly<Record<string, string>>): { path: string; body: string }[] {
  return Object.entries(contents).map(([path, body]) => ({ path, body }));
}
