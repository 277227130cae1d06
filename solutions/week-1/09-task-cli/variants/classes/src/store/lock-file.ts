import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';

/**
 * A lock that is one file. It is made whole under another name and linked to its own, so that it never stands without its
 * owner's pid. A dead owner's file is replaced by whoever holds the lock *on replacing it*, which is a lock of the same kind
 * named after the dead one; under it nobody else can have changed the file. Its owner may die as well: the same again.
 */
export class LockFile {
  readonly #path: string;
  readonly #token: string;

  constructor(path: string) {
    this.#path = path;
    this.#token = `${process.pid}-${process.hrtime.bigint().toString(36)}${Math.random().toString(36).slice(2)}`;
  }

  /** Tries once. */
  async tryTake(): Promise<boolean> {
    const own = `${this.#path}.${this.#token}`;
    await writeFile(own, this.#token, { flag: 'wx' });
    try {
      if (await LockFile.#linked(own, this.#path)) return true;
      const owner = await LockFile.#ownerOf(this.#path);
      if (owner === null || LockFile.#lives(owner)) return false;
      const succession = new LockFile(`${this.#path}~${owner.slice(-8)}`);
      if (!(await succession.tryTake())) return false;
      try {
        if ((await LockFile.#ownerOf(this.#path)) !== owner) return false;
        await rename(own, this.#path);
        return true;
      } finally {
        await succession.release();
      }
    } finally {
      await unlink(own).catch(() => {});
    }
  }

  async release(): Promise<void> {
    await unlink(this.#path);
  }

  static async #linked(from: string, to: string): Promise<boolean> {
    try {
      await link(from, to);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    }
  }

  static async #ownerOf(path: string): Promise<string | null> {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  }

  static #lives(owner: string): boolean {
    try {
      process.kill(Number.parseInt(owner, 10), 0);
      return true;
    } catch (error) {
      return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
    }
  }
}
