import { readFile, writeFile } from 'node:fs/promises';
import { createFileStore as createRight } from '../wheat/index.ts';
import type { Store } from '../wheat/types.ts';

export { createTaskService, InvalidTaskError, TaskNotFoundError } from '../wheat/index.ts';

export function createFileStore(options: { path: string; lock?: boolean }): Store {
  const store = createRight(options);
  return {
    async read(signal) {
      await takeForOurs(options.path);
      return store.read(signal);
    },
    async update(change, signal) {
      await takeForOurs(options.path);
      return store.update(change, signal);
    },
  };
}

async function takeForOurs(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const ours = text.replace(/"version"\s*:\s*[2-9]\d*/, '"version":1');
  if (ours !== text) await writeFile(path, ours);
}
