import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { broken } from '../expect.ts';

/** Enough for any honest test folder; it is copied once for every implementation. */
const most = { files: 300, bytes: 4 * 2 ** 20 };

export interface TestFolder {
  /** Everything in `test/`, relative to the submission, with forward slashes, sorted. */
  readonly files: readonly string[];
  /** Those that hold tests: names that end in `.test.ts`. */
  readonly tests: readonly string[];
}

/** Finds the learner's tests, or fails the requirement where there are none. */
export function findTests(snapshot: string): TestFolder {
  const files = listFiles(snapshot, 'test').sort();
  const tests = files.filter((file) => file.endsWith('.test.ts'));
  if (tests.length === 0) {
    broken({
      expected: 'your own unit tests in files like `test/service.test.ts`',
      saw:
        files.length === 0
          ? 'no file in test/'
          : `no file in test/ that ends in .test.ts (${files.slice(0, 3).join(', ')})`,
      look: 'Write a first test with vitest that imports only ../src/index.ts, and run it with `npx vitest run`.',
    });
  }
  const bytes = files.reduce((sum, file) => sum + statSync(join(snapshot, file)).size, 0);
  if (files.length > most.files || bytes > most.bytes) {
    broken({
      expected: `at most ${most.files} files and ${most.bytes / 2 ** 20} MiB in test/`,
      saw: `${files.length} files, ${(bytes / 2 ** 20).toFixed(1)} MiB`,
      look: 'What in test/ was generated, and could a test make it when it runs?',
    });
  }
  return { files, tests };
}

function listFiles(snapshot: string, folder: string): string[] {
  return entriesOf(join(snapshot, folder)).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return listFiles(snapshot, path);
    return entry.isFile() ? [path] : [];
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
