import { mkdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Change, State, Store } from '../domain/types.ts';
import { parseState } from './parse-state.ts';
import { inTurn } from './queue.ts';
import { replaceFile } from './replace-file.ts';

export const createFileStore = ({ path, lock = true }: { path: string; lock?: boolean }): Store => {
  const load = async (): Promise<State> => {
    const bytes = await readFile(path).catch((error) => {
      if (error.code === 'ENOENT') return null;
      throw new Error(`${path}: ${error.message}`, { cause: error });
    });
    return bytes === null ? { nextId: 1, tasks: [] } : parseState(bytes, path);
  };

  const naming = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      signal.throwIfAborted();
      const message = error instanceof Error ? error.message : String(error);
      throw new Error(`${path}: not written: ${message}`, { cause: error });
    }
  };

  return {
    read: async (signal) => {
      signal.throwIfAborted();
      const state = await load();
      signal.throwIfAborted();
      return state;
    },

    update: async (change, signal) => {
      signal.throwIfAborted();
      const target = await naming(targetOf(path), signal);
      const outcome = await naming(
        lock
          ? inTurn(join(dirname(target), `.${basename(target)}.queue`), signal, () =>
              attempt(target, change, signal),
            )
          : attempt(target, change, signal),
        signal,
      );
      if ('error' in outcome) throw outcome.error;
      return outcome.state;
    },
  };

  /** Errors of loading and of the change are results here, so that they come out as they are. */
  async function attempt(
    target: string,
    change: Change,
    signal: AbortSignal,
  ): Promise<{ state: State } | { error: unknown }> {
    let state: State;
    try {
      state = change(await load());
    } catch (error) {
      return { error };
    }
    const { nextId, tasks } = state;
    await replaceFile(target, JSON.stringify({ version: 1, nextId, tasks }), signal);
    return { state };
  }
};

const targetOf = async (path: string): Promise<string> => {
  await mkdir(dirname(path), { recursive: true });
  return realpath(path).catch((error) => {
    if (error.code === 'ENOENT') return resolve(path);
    throw error;
  });
};
