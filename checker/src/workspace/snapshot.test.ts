import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freeze, submission } from '../../test/submission.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import { snapshotSubmission } from './snapshot.ts';

const never = new AbortController().signal;

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
