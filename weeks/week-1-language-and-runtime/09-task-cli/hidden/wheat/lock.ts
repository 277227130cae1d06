import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const patienceMs = 10_000;

/**
 * The lock is a folder that holds one file, named after its owner. To take it is to rename a full folder of one's own to its
 * name, which the system refuses while a folder with something in it stands there. To free it, or to clear away a dead
 * owner, is to remove that one file by its own name, so that nobody can remove another's by mistake.
 *
 * @returns what frees the lock
 */
export async function takeLock(lock: string, signal: AbortSignal): Promise<() => Promise<void>> {
  const owner = `${process.pid}-${randomUUID()}`;
  const own = `${lock}-${owner}`;
  await mkdir(own);
  try {
    await writeFile(join(own, owner), '');
    const giveUpAt = performance.now() + patienceMs;
    while (!(await renamed(own, lock))) {
      if (performance.now() > giveUpAt)
        throw new Error(`${lock} was not free for ${patienceMs / 1_000} seconds`);
      await clearDead(lock);
      await pause(5, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  } catch (error) {
    await rm(own, { recursive: true, force: true });
    throw error;
  }
  return async () => {
    await rm(join(lock, owner), { force: true });
    await rmdir(lock).catch(() => {
      // The next owner is there already.
    });
  };
}

async function renamed(own: string, lock: string): Promise<boolean> {
  try {
    await rename(own, lock);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

async function clearDead(lock: string): Promise<void> {
  for (const owner of await readdir(lock).catch(() => [])) {
    if (!isAlive(Number.parseInt(owner, 10))) await rm(join(lock, owner), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
