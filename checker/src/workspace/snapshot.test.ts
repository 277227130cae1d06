import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { snapshotSubmission } from './snapshot.ts';
import { snapshotLimits } from './snapshot-limits.ts';

const never = new AbortController().signal;

function submission(files: Readonly<Record<string, string>> = { 'src/main.ts': 'export {};\n' }): string {
  const folder = join(tempFolder(), 'greet');
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function freeze(folder: string, limits = snapshotLimits) {
  const target = join(tempFolder(), 'snapshot');
  return { target, snapshot: snapshotSubmission(folder, target, { signal: never, limits }) };
}

async function expectRefused(
  folder: string,
  code: string,
  message: string | RegExp,
  limits = snapshotLimits,
) {
  const { target, snapshot } = freeze(folder, limits);
  await expect(snapshot).rejects.toMatchObject({
    name: 'CheckerError',
    code,
    message: expect.stringMatching(message),
  });
  expect(existsSync(target)).toBe(false);
}

describe('what is copied', () => {
  test('regular files with their bytes, read-only', async () => {
    const { target, snapshot } = freeze(
      submission({ 'src/main.ts': 'main', 'src/ünï/b.ts': 'b', '.env': 'x' }),
    );
    expect((await snapshot).files).toEqual([
      { path: '.env', bytes: 1 },
      { path: 'src/main.ts', bytes: 4 },
      { path: 'src/ünï/b.ts', bytes: 1 },
    ]);
    expect(readFileSync(join(target, 'src/ünï/b.ts'), 'utf8')).toBe('b');
    expect(statSync(join(target, 'src/main.ts')).mode & 0o777).toBe(0o444);
  });

  test('not what tools leave behind, nor the specs of the course; deeper folders of those names are source', async () => {
    const folder = submission({
      'a.ts': '',
      'node_modules/x/i.js': '',
      'src/node_modules/y.js': '',
      '.git/HEAD': '',
      'dist/a.js': '',
      'coverage/a': '',
      'specs/a.test.ts': '',
      'src/coverage/map.ts': '',
    });
    symlinkSync('/', join(folder, 'src/.git'));
    const { snapshot } = freeze(folder);
    expect((await snapshot).files.map(({ path }) => path)).toEqual(['a.ts', 'src/coverage/map.ts']);
  });

  test('a folder that is reached through a link', async () => {
    const link = join(tempFolder(), 'link');
    symlinkSync(submission(), link);
    expect((await freeze(link).snapshot).files).toHaveLength(1);
  });
});

describe('the digest', () => {
  const files = { 'src/a.ts': 'a', 'src/b.ts': 'b' };
  const digestOf = async (given: Readonly<Record<string, string>>) =>
    (await freeze(submission(given)).snapshot).digest;

  test('depends on paths and bytes alone', async () => {
    const folder = submission({ 'src/b.ts': 'b', 'src/a.ts': 'a' });
    utimesSync(join(folder, 'src/a.ts'), 1, 1);
    chmodSync(join(folder, 'src/b.ts'), 0o755);
    mkdirSync(join(folder, 'empty'));
    expect((await freeze(folder).snapshot).digest).toBe(await digestOf(files));
  });

  test('changes with a byte, a name, and where one file ends and the next begins', async () => {
    const all = [
      files,
      { ...files, 'src/a.ts': 'A' },
      { 'src/a.ts': 'a', 'src/c.ts': 'b' },
      { 'src/a.ts': 'ab', 'src/b.ts': '' },
    ];
    expect(new Set(await Promise.all(all.map(digestOf))).size).toBe(all.length);
  });
});

describe('what is missing', () => {
  test('no folder', () =>
    expectRefused('/nowhere/at/all', 'SUBMISSION_MISSING', 'there is no folder /nowhere/at/all'));
  test('a file in its place', () =>
    expectRefused(join(submission(), 'src/main.ts'), 'SUBMISSION_MISSING', 'is not a folder'));
  test('an empty folder', () => expectRefused(submission({}), 'SUBMISSION_MISSING', 'holds no files'));
  test('nothing but what is left out', () =>
    expectRefused(submission({ 'node_modules/a.js': '' }), 'SUBMISSION_MISSING', 'holds no files'));
});

describe('what is refused', () => {
  test('a symbolic link, whatever it points to', async () => {
    for (const to of ['/etc/passwd', 'main.ts', 'nowhere', '.', 'loop']) {
      const folder = submission();
      symlinkSync(to, join(folder, 'src/loop'));
      await expectRefused(
        folder,
        'SUBMISSION_UNREADABLE',
        'src/loop is a symbolic link: links are not followed',
      );
    }
  });

  test('a named pipe, without waiting for a writer', async () => {
    const folder = submission();
    execFileSync('mkfifo', [join(folder, 'src/pipe')]);
    await expectRefused(folder, 'SUBMISSION_UNREADABLE', 'src/pipe is a named pipe');
  });

  test('a socket', async () => {
    const folder = submission();
    const server = createServer();
    onTestFinished(() => new Promise<void>((closed) => server.close(() => closed())));
    await new Promise<void>((listening) => server.listen(join(folder, 'sock'), listening));
    await expectRefused(folder, 'SUBMISSION_UNREADABLE', 'sock is a socket');
  });

  test.skipIf(process.getuid?.() !== 0)('a device', async () => {
    const folder = submission();
    execFileSync('mknod', [join(folder, 'zero'), 'c', '1', '5']);
    await expectRefused(folder, 'SUBMISSION_UNREADABLE', 'zero is a device');
  });

  test('a hard link, since its other name may be anywhere', async () => {
    const folder = submission();
    const outside = join(tempFolder(), 'secret');
    writeFileSync(outside, 'secret');
    linkSync(outside, join(folder, 'src/copy.ts'));
    await expectRefused(folder, 'SUBMISSION_UNREADABLE', 'src/copy.ts is a hard link');
  });

  test('names that would draw on a terminal, shown harmlessly', async () => {
    const folder = submission({ 'a\n\u001b[31mb.ts': '' });
    await expectRefused(
      folder,
      'SUBMISSION_UNREADABLE',
      '"a\\\\n\\\\u001b\\[31mb.ts" has a control character in its name',
    );
  });

  test('a name that is not UTF-8', async () => {
    const folder = submission();
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]), '');
    await expectRefused(folder, 'SUBMISSION_UNREADABLE', 'not UTF-8');
  });

  test('what may not be read, named', async () => {
    const folder = submission();
    chmodSync(join(folder, 'src/main.ts'), 0o000);
    chmodSync(join(folder, '..'), 0o755);
    await asNobody(() => expectRefused(folder, 'SUBMISSION_UNREADABLE', 'src/main.ts cannot be read'));
    chmodSync(join(folder, 'src'), 0o000);
    await asNobody(() => expectRefused(folder, 'SUBMISSION_UNREADABLE', 'src cannot be listed'));
  });
});

describe('what is too large', () => {
  test('a huge sparse file, without reading it', async () => {
    const folder = submission({ 'data.bin': '' });
    truncateSync(join(folder, 'data.bin'), 1024 ** 4);
    await expectRefused(folder, 'SUBMISSION_TOO_LARGE', 'data.bin has 1099511627776 bytes');
  });

  test('many files together', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 5 }, (_, index) => [`${index}.txt`, 'x'.repeat(1000)]),
    );
    await expectRefused(submission(files), 'SUBMISSION_TOO_LARGE', 'larger than 4999 bytes together', {
      ...snapshotLimits,
      totalBytes: 4_999,
    });
    expect(
      (await freeze(submission(files), { ...snapshotLimits, totalBytes: 5_000 }).snapshot).files,
    ).toHaveLength(5);
  });

  test('100,000 files', async () => {
    const folder = submission();
    execFileSync('sh', ['-c', 'mkdir many && cd many && seq 100000 | xargs touch'], { cwd: folder });
    await expectRefused(folder, 'SUBMISSION_TOO_LARGE', 'more than 2000 files');
  });

  test('folders without end', async () => {
    const folder = submission();
    mkdirSync(join(folder, 'a/'.repeat(25)), { recursive: true });
    await expectRefused(folder, 'SUBMISSION_TOO_LARGE', 'nested more than 20 deep');
    const long = submission();
    mkdirSync(join(long, ...Array.from({ length: 3 }, () => 'n'.repeat(200))), { recursive: true });
    await expectRefused(long, 'SUBMISSION_TOO_LARGE', 'a path is longer than 400 bytes');
  });
});

describe('what changes meanwhile', () => {
  test('a file that is swapped by each copy attempt is told, not mixed', async () => {
    const folder = submission(
      Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`${index}.txt`, 'x'])),
    );
    const target = join(tempFolder(), 'snapshot');
    let done = false;
    const churn = (async () => {
      while (!done) {
        renameSync(join(folder, `199.txt`), join(folder, 'moved'));
        await new Promise((turn) => setImmediate(turn));
        renameSync(join(folder, 'moved'), join(folder, `199.txt`));
        await new Promise((turn) => setImmediate(turn));
      }
    })();
    const result = await snapshotSubmission(folder, target, { signal: never }).catch(
      (error: unknown) => error,
    );
    done = true;
    await churn;
    // Either a whole state was caught between two renames, or it says which file would not hold still.
    if (result instanceof Error) expect(result).toMatchObject({ code: 'SUBMISSION_UNREADABLE' });
    else expect(result).toMatchObject({ files: { length: 200 } });
  });

  test('an abort ends it and leaves nothing', async () => {
    const abort = new AbortController();
    const target = join(tempFolder(), 'snapshot');
    const running = snapshotSubmission(submission(), target, { signal: abort.signal });
    abort.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(target)).toBe(false);
  });
});

/** Root reads everything; as nobody, modes hold. */
async function asNobody(run: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return run();
  process.seteuid?.(65534);
  try {
    await run();
  } finally {
    process.seteuid?.(0);
  }
}
