import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { setTimeout as later } from 'node:timers/promises';
import { normalise, type State, type Store, type Task } from '../domain/tasks.ts';

export function createFileStore({ path, lock = true }: { path: string; lock?: boolean }): Store {
  return {
    async read(signal) {
      signal.throwIfAborted();
      return load(path);
    },

    async update(change, signal) {
      signal.throwIfAborted();
      const target = guard(path, () => locate(path));
      const lower = lock ? await raiseFlag(path, target, signal) : () => {};
      try {
        const state = change(load(path));
        signal.throwIfAborted();
        guard(path, () => save(target, state));
        return state;
      } finally {
        lower();
      }
    },
  };
}

async function raiseFlag(path: string, target: string, signal: AbortSignal): Promise<() => void> {
  const folder = beside(target, 'busy');
  const flag = `${folder}/${unique()}`;
  const began = performance.now();
  for (let tries = 0; performance.now() - began < 10_000; tries += 1) {
    const alone = guard(path, () => {
      if (!flags(folder).every(isOfTheDead)) return false;
      if (!raise(folder, flag)) return false;
      for (const other of flags(folder).filter(isOfTheDead)) rmSync(`${folder}/${other}`, { force: true });
      if (flags(folder).length === 1) return true;
      lowerFlag(folder, flag);
      return false;
    });
    if (alone) return () => lowerFlag(folder, flag);
    await later(Math.random() * Math.min(60, 4 * (tries + 2)), undefined, { signal }).catch(() => {});
    signal.throwIfAborted();
  }
  throw new Error(`${path}: busy`);
}

function raise(folder: string, flag: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    closeSync(openSync(flag, 'wx'));
    return true;
  } catch (error) {
    // Another one has removed the empty folder in between.
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

function lowerFlag(folder: string, flag: string): void {
  rmSync(flag, { force: true });
  try {
    rmdirSync(folder);
  } catch {
    // Others have theirs in it.
  }
}

function flags(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function isOfTheDead(flag: string): boolean {
  try {
    process.kill(Number.parseInt(flag, 10), 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

function load(path: string): State {
  const text = guard(path, () => {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    }
  });
  return text === null ? { nextId: 1, tasks: [] } : guard(path, () => understand(text));
}

function understand(text: string): State {
  const { version, nextId, tasks } = Object(JSON.parse(text));
  if (typeof version === 'number' && version > 1)
    throw new Error(`made by a newer task (version ${version})`);
  if (version !== 1 || !Array.isArray(tasks)) throw new Error('damaged: not a task file');
  if (!isNumber(nextId)) throw new Error('damaged: nextId');
  const ids = new Set();
  return {
    nextId,
    tasks: tasks.map((item): Task => {
      const id: unknown = item?.id;
      if (!isNumber(id) || id >= nextId || ids.has(id))
        throw new Error(`damaged: the id ${JSON.stringify(id)}`);
      ids.add(id);
      return { id, ...normalise(item, null) };
    }),
  };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

function locate(path: string): string {
  const folder = path.replace(/[^/]*$/, '') || '.';
  mkdirSync(folder, { recursive: true });
  try {
    return realpathSync(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return path;
    throw error;
  }
}

function save(target: string, { nextId, tasks }: State): void {
  const next = beside(target, unique());
  const bytes = Buffer.from(JSON.stringify({ tasks, nextId, version: 1 }));
  const file = openSync(next, 'wx');
  try {
    try {
      const mode = statSync(target, { throwIfNoEntry: false })?.mode;
      if (mode !== undefined) fchmodSync(file, mode & 0o7777);
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, target);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}

/** A hidden name in the same folder. */
function beside(target: string, suffix: string): string {
  const cut = target.lastIndexOf('/') + 1;
  return `${target.slice(0, cut)}.${target.slice(cut)}.${suffix}`;
}

function unique(): string {
  return `${process.pid}.${process.hrtime.bigint()}.${Math.floor(Math.random() * 1e9)}`;
}

function guard<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
