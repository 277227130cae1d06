import { readdirSync, readFileSync } from 'node:fs';
import { msPerTick, readProcess } from '../../src/box/process-table.ts';
import type { Resources } from './service-host.ts';

/** What a process holds at this moment; null where the system does not tell, or it has ended. */
export function readResources(pid: number): Resources | null {
  const row = readProcess(pid);
  if (row === null) return null;
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return {
      residentBytes: row.residentBytes,
      openFiles: readdirSync(`/proc/${pid}/fd`).length,
      threads: Number(/^Threads:\s+(\d+)$/m.exec(status)?.[1]),
      cpuMs: row.cpuTicks * msPerTick,
    };
  } catch {
    return null;
  }
}

/**
 * The CPU time that the thread of a process's JavaScript has used, in milliseconds: it stands still while other processes
 * keep it from running, so it tells what a program does to itself from what a busy machine does to it. Null where the
 * system does not tell, or the process has ended. Source: proc(5), /proc/pid/task/tid/schedstat, in nanoseconds.
 */
export function readMainThreadCpuMs(pid: number): number | null {
  try {
    const [nanoseconds] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'latin1').split(' ');
    return Number(nanoseconds) / 1e6;
  } catch {
    return null;
  }
}
