import {
  chmod,
  mkdir,
  open,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { State, Store } from '../domain/service.ts';
import { decode, encode } from './document.ts';
import { type Draft, takeLock } from './lock.ts';
import { isSystemError, onFile } from './store-error.ts';

/**
 * Keeps the state in a JSON file. A new version is written beside it, flushed, and renamed over it, so that readers need no
 * lock: they see the old version or the new one.
 */
export function createFileStore({ path, lock = true }: { path: string; lock?: boolean }): Store {
  return {
    async read(signal) {
      return await onFile('read', path, signal, () => load(path, signal));
    },

    async update(change, signal) {
      for (;;) {
        const target = await onFile('write', path, signal, () => findTarget(path));
        await using draft = await onFile('write', path, signal, () =>
          lock ? takeLock(target, signal) : makeDraft(target),
        );
        const before = await onFile('read', path, signal, () => load(target, signal));
        const after = change(before);
        if (after === before) return before;
        const committed = await onFile('write', path, signal, () => commit(after, draft, target, signal));
        if (committed) return after;
      }
    },
  };
}

async function load(path: string, signal: AbortSignal): Promise<State> {
  try {
    return decode(await readFile(path, { signal }), path);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return { nextId: 1, tasks: [] };
    throw error;
  }
}

/** The file that is meant, in a folder that exists: a rename onto a symbolic link would replace the link. */
async function findTarget(path: string): Promise<string> {
  const target = await followLinks(path);
  await mkdir(dirname(target), { recursive: true });
  return target;
}

async function followLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
  }
  // Nothing there yet, or a link to nothing.
  const link = await readlink(path).catch(() => null);
  return link === null ? resolve(path) : await followLinks(resolve(dirname(path), link));
}

async function makeDraft(target: string): Promise<Draft> {
  const path = `${target}.${crypto.randomUUID()}.tmp`;
  await writeFile(path, '', { flag: 'wx' });
  return { path, [Symbol.asyncDispose]: () => rm(path, { force: true }) };
}

/** False when the draft is gone: somebody thought that we were dead, and may have changed the file since we read it. */
async function commit(state: State, draft: Draft, target: string, signal: AbortSignal): Promise<boolean> {
  try {
    await fill(draft.path, state, await modeOf(target), signal);
    signal.throwIfAborted();
    await rename(draft.path, target);
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false;
    throw error;
  }
  await flushFolder(dirname(target));
  return true;
}

async function fill(draft: string, state: State, mode: number | null, signal: AbortSignal): Promise<void> {
  await using file = await open(draft, 'r+');
  // Before the content: what others may not read they may not read for a moment either.
  if (mode !== null) await chmod(draft, mode);
  await file.writeFile(encode(state), { signal });
  await file.sync();
}

async function modeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mode & 0o7777;
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Puts the rename itself on the disk. Windows has no such call. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using folder = await open(path, 'r');
  await folder.sync();
}
