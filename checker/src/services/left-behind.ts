import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sendSignal } from '../box/leftovers.ts';

/** How long a server may take to end itself; it has nothing to save. */
const endMs = 2_000;
const lookEveryMs = 5;

/** Files in a run's folder that hold the pid of a server, and what ends it without leaving shared memory behind. */
const servers = [
  { pidFile: 'postgres/data/postmaster.pid', signal: 'SIGQUIT' },
  { pidFile: 'redis/redis.pid', signal: 'SIGKILL' },
] as const;

/**
 * Ends the servers whose data lie in the folder of a run. The scan for whoever names the folder would find them on Linux;
 * but PostgreSQL frees its shared memory only if it ends by itself, and on macOS there is nothing to scan.
 */
export function endServersOf(folder: string): void {
  for (const { pidFile, signal } of servers) {
    const pid = readPid(join(folder, pidFile));
    // The pid may be somebody else's by now.
    if (pid === null || !commandLineOf(pid).includes(folder)) continue;
    sendSignal(pid, signal);
    for (let waited = 0; isAlive(pid) && waited < endMs; waited += lookEveryMs) wait(lookEveryMs);
    sendSignal(pid, 'SIGKILL');
  }
}

function readPid(file: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return pid > 1 ? pid : null;
  } catch {
    return null;
  }
}

function commandLineOf(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('/bin/ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  return commandLineOf(pid) !== '';
}

function wait(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
