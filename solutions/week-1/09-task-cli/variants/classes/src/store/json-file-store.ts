import { mkdir, open, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { State, Store } from '../domain/model.ts';
import { LockFile } from './lock-file.ts';
import { StateCodec } from './state-codec.ts';

export class FileStoreError extends Error {
  override name = 'FileStoreError';
}

export class JsonFileStore implements Store {
  readonly #path: string;
  readonly #locking: boolean;
  readonly #codec: StateCodec;

  constructor(path: string, locking: boolean) {
    this.#path = path;
    this.#locking = locking;
    this.#codec = new StateCodec(path);
  }

  async read(signal: AbortSignal): Promise<State> {
    signal.throwIfAborted();
    return await this.#load(this.#path);
  }

  async update(change: (state: State) => State, signal: AbortSignal): Promise<State> {
    signal.throwIfAborted();
    const target = await this.#prepare();
    if (!this.#locking) return await this.#rewrite(target, change, signal);

    const lock = new LockFile(`${target}.lock`);
    await this.#waitFor(lock, signal);
    try {
      return await this.#rewrite(target, change, signal);
    } finally {
      await lock.release();
    }
  }

  async #rewrite(target: string, change: (state: State) => State, signal: AbortSignal): Promise<State> {
    const after = change(await this.#load(target));
    signal.throwIfAborted();
    await this.#save(target, after, signal);
    return { nextId: after.nextId, tasks: after.tasks };
  }

  async #load(path: string): Promise<State> {
    let bytes: Buffer;
    try {
      bytes = await readFile(path);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return { nextId: 1, tasks: [] };
      throw this.#trouble('read', error);
    }
    return this.#codec.decode(bytes);
  }

  async #prepare(): Promise<string> {
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      return await realpath(this.#path);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return this.#path;
      throw this.#trouble('write', error);
    }
  }

  async #waitFor(lock: LockFile, signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + 10_000;
    let wait = 3;
    try {
      while (!(await lock.tryTake())) {
        if (performance.now() > deadline)
          throw new FileStoreError(`${this.#path} stays locked by another task program`);
        await pause(wait * (0.5 + Math.random()), undefined, { signal });
        wait = Math.min(wait * 1.5, 40);
      }
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof FileStoreError ? error : this.#trouble('write', error);
    }
  }

  async #save(target: string, state: State, signal: AbortSignal): Promise<void> {
    const fresh = `${target}.new-${process.pid}-${Math.random().toString(36).slice(2)}`;
    try {
      const mode = await stat(target).then(
        (stats) => stats.mode & 0o7777,
        () => null,
      );
      const file = await open(fresh, 'wx');
      try {
        if (mode !== null) await file.chmod(mode);
        await file.writeFile(this.#codec.encode(state));
        await file.datasync();
      } finally {
        await file.close();
      }
      signal.throwIfAborted();
      await rename(fresh, target);
    } catch (error) {
      await unlink(fresh).catch(() => {});
      signal.throwIfAborted();
      throw this.#trouble('write', error);
    }
  }

  #trouble(verb: string, cause: unknown): FileStoreError {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new FileStoreError(`Could not ${verb} ${this.#path} (${why})`, { cause });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
