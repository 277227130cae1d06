import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { expectRefused, freeze, submission } from '../../test/submission.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import { snapshotLimits } from './snapshot-limits.ts';

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

  test('ten thousand files, of which it looks at no more than it must', async () => {
    const folder = submission();
    execFileSync('sh', ['-c', 'mkdir many && cd many && seq 10000 | xargs touch'], { cwd: folder });
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
