import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** One row of the system's process table. Times are in clock ticks, 100 a second on Linux. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly state: string;
  readonly cpuTicks: number;
  readonly startTicks: number;
  readonly residentBytes: number;
}

export const msPerTick = 10;
const pageBytes = 4096;

/** All processes that /proc shows; null where there is no /proc, as on macOS. */
export function readProcessTable(): ProcessRow[] | null {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return null;
  }
  const rows: ProcessRow[] = [];
  for (const name of names) {
    if (!/^\d+$/.test(name)) continue;
    const row = readProcess(Number(name));
    if (row !== null) rows.push(row);
  }
  return rows.length === 0 ? null : rows;
}

/** One process, or null when there is none (any more) or no /proc. Fields: proc(5), /proc/pid/stat. */
export function readProcess(pid: number | 'self'): ProcessRow | null {
  const stat = readStat(pid);
  if (stat === null) return null;
  const field = (number: number) => Number(stat[number - 3]);
  return {
    pid: pid === 'self' ? process.pid : pid,
    parent: field(4),
    group: field(5),
    session: field(6),
    state: stat[0] ?? '?',
    cpuTicks: field(14) + field(15),
    startTicks: field(22),
    residentBytes: field(24) * pageBytes,
  };
}

/** The most that a process has ever had resident (VmHWM of proc(5)); null when there is none (any more) or no /proc. */
export function readPeakResidentBytes(pid: number): number | null {
  try {
    const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    return found === null ? null : Number(found[1]) * 1024;
  } catch {
    return null;
  }
}

/** CPU time of the children that this process has waited for, in ticks; null where there is no /proc. */
export function childrenCpuTicks(): number | null {
  const stat = readStat('self');
  return stat === null ? null : Number(stat[16 - 3]) + Number(stat[17 - 3]);
}

/** Processes whose environment or working directory names the folder: whoever was started for it, wherever it went. */
export function processesNaming(folder: string): number[] {
  const needle = Buffer.from(folder);
  const found: number[] = [];
  for (const row of readProcessTable() ?? []) {
    if (row.pid === process.pid || row.state === 'Z') continue;
    if (namesFolder(row.pid, folder, needle)) found.push(row.pid);
  }
  return found;
}

function namesFolder(pid: number, folder: string, needle: Buffer): boolean {
  try {
    if (readFileSync(`/proc/${pid}/environ`).includes(needle)) return true;
  } catch {
    // Another user's process, or gone.
  }
  try {
    return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
  } catch {
    return false;
  }
}

/** The fields after the parenthesised name, which may itself hold blanks and parentheses. */
function readStat(pid: number | 'self'): string[] | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return line.slice(line.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
