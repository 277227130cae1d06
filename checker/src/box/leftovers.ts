import { processesNaming } from './process-table.ts';

/** Kills whoever was started for the folder, wherever it went, until nobody is left; returns how many there were. */
export function killProcessesNaming(folder: string): number {
  let killed = 0;
  // A process may fork while we kill: a few rounds, since each kill stops one more source of new ones.
  for (let round = 0; round < 10; round++) {
    const pids = processesNaming(folder);
    if (pids.length === 0) break;
    killed += pids.length;
    for (const pid of pids) sendSignal(pid, 'SIGKILL');
  }
  return killed;
}

/** Sends a signal; a process that is gone already is what was wanted. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // ESRCH: gone. EPERM: a group whose last member changed its user; the folder scan finds it.
  }
}
