import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { takeLock } from './lock.ts';
import { isTask } from './rules.ts';
import type { State, Store } from './types.ts';

export function createFileStore({ path, lock = true }: { path: string; lock?: boolean }): Store {
  return {
    async read(signal) {
      signal.throwIfAborted();
      return readState(path);
    },

    async update(change, signal) {
      signal.throwIfAborted();
      const target = await naming(path, () => prepared(path));
      const release = lock ? await takeLock(`${target}.lock`, signal) : async () => {};
      try {
        const state = change(await readState(target, path));
        signal.throwIfAborted();
        await naming(path, () => replace(target, `${JSON.stringify({ version: 1, ...state })}\n`));
        return state;
      } finally {
        await release();
      }
    },
  };
}

async function naming<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    throw new Error(`cannot write ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

async function prepared(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  return resolved(path);
}

/** What the path leads to, links followed; itself when there is nothing yet. */
async function resolved(path: string): Promise<string> {
  return realpath(path)
    .catch(nullIfMissing)
    .then((found) => found ?? path);
}

async function readState(target: string, path: string = target): Promise<State> {
  const text = await readFile(target, 'utf8').catch(nullIfMissing);
  if (text === null) return { nextId: 1, tasks: [] };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is damaged: it is not JSON`, { cause });
  }
  if (typeof value !== 'object' || value === null) throw new Error(`${path} is damaged: it is not an object`);
  const { version, nextId, tasks } = value as Record<string, unknown>;
  if (typeof version === 'number' && version > 1)
    throw new Error(`${path} was written by a newer version (${version})`);
  if (version !== 1) throw new Error(`${path} is damaged: its version is ${JSON.stringify(version)}`);
  if (!Array.isArray(tasks) || !tasks.every(isTask))
    throw new Error(`${path} is damaged: its tasks are not tasks`);
  const ids = new Set(tasks.map((task) => task.id));
  if (ids.size < tasks.length) throw new Error(`${path} is damaged: an id stands there twice`);
  if (!Number.isSafeInteger(nextId) || tasks.some((task) => task.id >= (nextId as number))) {
    throw new Error(`${path} is damaged: its nextId is ${JSON.stringify(nextId)}`);
  }
  return { nextId: nextId as number, tasks };
}

async function replace(target: string, text: string): Promise<void> {
  const mode = (await stat(target).catch(nullIfMissing))?.mode ?? null;
  const fresh = `${target}.${randomUUID()}.tmp`;
  const file = await open(fresh, 'wx');
  try {
    try {
      if (mode !== null) await chmod(fresh, mode & 0o7777);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
