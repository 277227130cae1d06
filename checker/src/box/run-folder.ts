import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFoldersElsewhere } from './elsewhere.ts';
import { killProcessesNaming } from './leftovers.ts';
import { readProcess } from './process-table.ts';
import { removeTree } from './remove-tree.ts';

/**
 * Everything that one run of the checker makes outside the workspace lies in one folder, and every process that it starts
 * carries the folder's path in its environment. So whatever a killed checker left can be found and ended by the next one.
 */
export interface RunFolder extends Disposable {
  readonly path: string;
}

const prefix = 'checker-run-';
const ownerFile = 'owner.json';
/** A folder without an owner is one whose maker was killed between two system calls, or is about to write it. */
const ownerlessAfterMs = 60_000;

/** Makes the folder of this run, after clearing away what earlier runs left that were killed. */
export function openRunFolder(parent: string, now: () => number): RunFolder {
  sweepDeadRuns(parent, now);
  const path = mkdtempSync(join(parent, prefix));
  writeFileSync(
    join(path, ownerFile),
    JSON.stringify({ pid: process.pid, startTicks: startOf(process.pid) }),
  );
  // Root hands boxes to another user, who must be able to reach them.
  if (process.getuid?.() === 0) chmodSync(path, 0o711);
  return {
    path,
    [Symbol.dispose]() {
      clearAway(path);
    },
  };
}

/** Ends the processes and removes the folders of runs whose checker is gone; returns how many there were. */
export function sweepDeadRuns(parent: string, now: () => number): number {
  let swept = 0;
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(parent, name);
    try {
      if (statSync(path).uid !== process.getuid?.() || ownerLives(path, now)) continue;
      clearAway(path);
      swept++;
    } catch {
      // Another checker sweeps the same folder at this moment; whoever comes last finds nothing.
    }
  }
  return swept;
}

function clearAway(path: string): void {
  killProcessesNaming(path);
  removeFoldersElsewhere(path);
  removeTree(path);
}

function ownerLives(path: string, now: () => number): boolean {
  let owner: { pid?: unknown; startTicks?: unknown };
  try {
    owner = JSON.parse(readFileSync(join(path, ownerFile), 'utf8')) as typeof owner;
  } catch {
    return now() - statSync(path).mtimeMs < ownerlessAfterMs;
  }
  if (typeof owner.pid !== 'number') return false;
  const started = startOf(owner.pid);
  // Where the system does not tell start times, a live pid has to do.
  return started === null ? signalReaches(owner.pid) : started === owner.startTicks;
}

function startOf(pid: number): number | null {
  return readProcess(pid)?.startTicks ?? null;
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
