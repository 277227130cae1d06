import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessRow, readProcess, readProcessTable } from '../process-table.ts';

/** A container's processes as the machine sees them, through its /proc. */
export interface HostProcesses {
  /** The machine's number of a process that the supervisor has started; one that nobody can have where it is gone already. */
  pidOf(inside: number): number;
  /** All processes of the container but its first two, which are ours. */
  table(): ProcessRow[] | null;
  /** How many of the container's processes the kernel has killed for want of memory; 0 where it does not tell. */
  outOfMemory(): number;
}

/** One more than the largest that Linux gives: PID_MAX_LIMIT of proc(5). */
const pidLimit = 2 ** 22;

/** @param first the container's first process; the supervisor is its only child */
export function seeHostProcesses(first: number): HostProcesses {
  const groups = readGroups(first);
  const supervisor = childrenOf(first)[0] ?? 0;
  return {
    pidOf: (inside) => childrenOf(supervisor).find((pid) => insidePid(pid) === inside) ?? pidLimit + inside,
    table() {
      const members = groups.find(({ pids }) => pids() !== null)?.pids() ?? null;
      const rows =
        members === null
          ? readProcessTable()
          : members.map((pid) => readProcess(pid)).filter((row) => row !== null);
      return rows?.filter(({ pid }) => pid !== first && pid !== supervisor) ?? null;
    },
    outOfMemory() {
      for (const { folder } of groups) {
        for (const name of ['memory.events', 'memory.oom_control']) {
          const found = /^oom_kill (\d+)$/m.exec(read(join(folder, name)) ?? '');
          if (found !== null) return Number(found[1]);
        }
      }
      return 0;
    },
  };
}

interface Group {
  readonly folder: string;
  pids(): number[] | null;
}

/** Its control groups, from lines `4:memory:/path` of the first version and `0::/path` of the second; see cgroups(7). */
function readGroups(pid: number): Group[] {
  const lines = (read(`/proc/${pid}/cgroup`) ?? '').trimEnd().split('\n');
  return lines.flatMap((line) => {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers !== '' && controllers !== 'memory') return [];
    const folder = join('/sys/fs/cgroup', controllers, path);
    const pids = () => read(join(folder, 'cgroup.procs'))?.split('\n').filter(Boolean).map(Number) ?? null;
    return [{ folder, pids }];
  });
}

/** Those that its main thread has started and that have not been reaped. */
function childrenOf(pid: number): number[] {
  const listed = read(`/proc/${pid}/task/${pid}/children`);
  if (listed !== null) return listed.split(' ').filter(Boolean).map(Number);
  return (readProcessTable() ?? []).filter(({ parent }) => parent === pid).map((row) => row.pid);
}

/** The last number of a process is that of the innermost namespace. */
function insidePid(pid: number): number | null {
  const found = /^NSpid:.*\s(\d+)$/m.exec(read(`/proc/${pid}/status`) ?? '');
  return found === null ? null : Number(found[1]);
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return null;
  }
}
