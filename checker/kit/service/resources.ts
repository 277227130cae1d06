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
