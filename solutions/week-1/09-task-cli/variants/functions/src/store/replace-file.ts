import { type FileHandle, mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Replaces the file in one step. The new one is written in a folder of its own beside it, which goes again in any case. */
export const replaceFile = async (path: string, text: string, signal: AbortSignal): Promise<void> => {
  const folder = await mkdtemp(join(dirname(path), `.${basename(path)}-`));
  try {
    const fresh = join(folder, 'new');
    const mode = await stat(path).then(
      (found) => found.mode & 0o7777,
      () => undefined,
    );
    await withFile(fresh, async (file) => {
      if (mode !== undefined) await file.chmod(mode);
      await file.appendFile(text);
      await file.sync();
    });
    signal.throwIfAborted();
    await rename(fresh, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const withFile = async (path: string, work: (file: FileHandle) => Promise<void>): Promise<void> => {
  const file = await open(path, 'wx');
  try {
    await work(file);
  } finally {
    await file.close();
  }
};
