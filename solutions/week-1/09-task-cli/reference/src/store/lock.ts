import { mkdir, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSystemError, StoreError } from './store-error.ts';

/** An empty file for the next version of another one. It is removed at the end unless it was renamed. */
export interface Draft extends AsyncDisposable {
  readonly path: string;
}

const patienceMs = 10_000;
const stalledMs = 8_000;

/**
 * The lock of a file is a folder beside it, `<file>.lock`, with exactly one file in it: the owner's draft of the next version,
 * under a name that nobody else ever uses.
 *
 * - Take: make such a folder elsewhere and rename it to `<file>.lock`. That fails while one with a draft in it stands there.
 *   So a lock never stands without its owner's name, and never has two owners.
 * - Commit: rename the draft over the file. That empties the folder, which gives the lock back in the same step.
 * - Give up: remove the draft.
 * - Break: remove the draft of an owner that seems to be dead. It is removed by its name, so of two who break the same lock
 *   the second does nothing to the lock that the first has taken meanwhile. And who was thought dead but lives cannot
 *   commit any more, because its draft is gone (ENOENT): it starts again on the new state.
 *
 * So a wrong guess about who is dead costs time, but never data. That is what allows guessing.
 */
export async function takeLock(target: string, signal: AbortSignal): Promise<Draft> {
  const lock = `${target}.lock`;
  const mine = `${process.pid}.${crypto.randomUUID()}.${hostname()}`;
  const began = performance.now();
  let seen = { progress: '', since: began };

  for (;;) {
    signal.throwIfAborted();
    const owner = await findOwner(lock);
    const now = performance.now();
    if (owner === null) {
      if (!(await enter(lock, mine))) continue;
      return { path: join(lock, mine), [Symbol.asyncDispose]: () => leave(lock, mine) };
    }
    if (owner.progress !== seen.progress) seen = { progress: owner.progress, since: now };
    if (isDead(owner.name) || now - seen.since > stalledMs) {
      await leave(lock, owner.name);
      continue;
    }
    if (now - began > patienceMs) {
      throw new StoreError(
        `cannot write ${target}: another program has held ${basename(lock)} for ${patienceMs / 1000} seconds`,
      );
    }
    // At random, so that those who wait do not all try at the same moment. An abort is seen at the top of the loop.
    await sleep(2 + Math.random() * 20, undefined, { signal }).catch(() => {});
  }
}

interface Owner {
  readonly name: string;
  /** Changes whenever the owner has written something. */
  readonly progress: string;
}

async function findOwner(lock: string): Promise<Owner | null> {
  try {
    const [name] = await readdir(lock);
    if (name === undefined) return null;
    const { size, mtimeMs } = await stat(join(lock, name));
    return { name, progress: `${name} ${size} ${mtimeMs}` };
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null;
    throw error;
  }
}

async function enter(lock: string, mine: string): Promise<boolean> {
  const candidate = `${lock}.${mine}`;
  await mkdir(candidate);
  try {
    await writeFile(join(candidate, mine), '', { flag: 'wx' });
    await rename(candidate, lock);
    return true;
  } catch (error) {
    await rm(candidate, { recursive: true, force: true });
    if (isSystemError(error, 'ENOTEMPTY', 'EEXIST')) return false;
    throw error;
  }
}

async function leave(lock: string, name: string): Promise<void> {
  await rm(join(lock, name), { force: true });
  // Fails where the next one is in already, or has removed it: right in both cases.
  await rmdir(lock).catch(() => {});
}

/** Only a process of this machine can be seen to be dead; of another one, silence has to do. So has it for a reused pid. */
function isDead(owner: string): boolean {
  const [, pid, host] = /^([1-9]\d*)\.[^.]+\.(.+)$/.exec(owner) ?? [];
  if (pid === undefined || host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    // EPERM: it lives, and belongs to another user.
    return isSystemError(error, 'ESRCH');
  }
}
