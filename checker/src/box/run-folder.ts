import { chmodSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { endServersOf } from '../services/left-behind.ts';
import { removeCgroupsOf } from './cgroup.ts';
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
/** The owner's pid and start time; 0 where the system does not tell start times. */
const named = /^checker-run-(\d+)-(\d+)-/;

/**
 * Makes the folder of this run, after clearing away what earlier runs left that were killed. Its owner stands in its name: a
 * file inside would be missing in a folder whose maker was killed before writing it, or in the middle of removing it.
 */
export function openRunFolder(parent: string): RunFolder {
  sweepDeadRuns(parent);
  const path = mkdtempSync(join(parent, `${prefix}${process.pid}-${startOf(process.pid)}-`));
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
export function sweepDeadRuns(parent: string): number {
  let swept = 0;
  for (const name of readdirSync(parent)) {
    const [, pid, startTicks] = named.exec(name) ?? [];
    if (pid === undefined || ownerLives(Number(pid), Number(startTicks))) continue;
    const path = join(parent, name);
    try {
      if (statSync(path).uid !== process.getuid?.()) continue;
      clearAway(path);
      swept++;
    } catch {
      // Another checker sweeps the same folder at this moment; whoever comes last finds nothing.
    }
  }
  return swept;
}

function clearAway(path: string): void {
  endServersOf(path);
  killProcessesNaming(path);
  removeFoldersElsewhere(path);
  removeCgroupsOf(basename(path));
  removeTree(path);
}

/** Whether the process that had this start time still runs. */
export function ownerLives(pid: number, startTicks: number): boolean {
  const started = startOf(pid);
  // Where the system does not tell start times, a live pid has to do.
  return started === 0 ? signalReaches(pid) : started === startTicks;
}

/** In ticks; 0 for a process that is not there, and where there is no /proc. */
export function startOf(pid: number): number {
  return readProcess(pid)?.startTicks ?? 0;
}

function signalReaches(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
