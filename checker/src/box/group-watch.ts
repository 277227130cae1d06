import type { LimitHit } from '../judge/observation.ts';
import { msPerTick, type ProcessRow, readProcessTable } from './process-table.ts';

export interface GroupUsage {
  /** User and system time of all members seen, as of the last look. */
  readonly cpuMs: number;
  readonly peakMemoryBytes: number;
}

export interface GroupWatch extends Disposable {
  usage(): GroupUsage | null;
  /** Members other than the leader that are alive now: its group, its session and its known descendants. */
  survivors(): number[];
}

/**
 * Looks at a process and its descendants every `everyMs` and reports the first limit that they exceed together. A look
 * costs a read per process of the table; inside a pid namespace the table holds only the box's own.
 */
export function watchGroup(options: {
  readonly leader: number;
  readonly memoryBytes: number;
  readonly processes: number;
  readonly everyMs: number;
  readonly onLimit: (hit: LimitHit) => void;
  /** Where members are looked for; by default all that /proc shows. */
  readonly table?: () => ProcessRow[] | null;
}): GroupWatch {
  const { table: read = readProcessTable } = options;
  /** Start times by pid: a pid that was reused has another and is not ours. */
  const members = new Map<number, number>();
  const ticks = new Map<number, number>();
  let peak = 0;
  let seen = false;

  const look = (): ProcessRow[] => {
    const table = read();
    if (table === null) return [];
    const alive = gather(table, options.leader, members);
    if (alive.length > 0) seen = true;
    let resident = 0;
    for (const row of alive) {
      ticks.set(row.pid, row.cpuTicks);
      resident += row.residentBytes;
    }
    peak = Math.max(peak, resident);
    if (resident > options.memoryBytes)
      options.onLimit({ limit: 'memory', figure: mebibytes(options.memoryBytes) });
    if (alive.length > options.processes) {
      options.onLimit({ limit: 'processes', figure: `${options.processes} processes` });
    }
    return alive;
  };
  const timer = setInterval(look, options.everyMs);
  timer.unref();
  return {
    usage() {
      if (!seen) return null;
      let sum = 0;
      for (const value of ticks.values()) sum += value;
      return { cpuMs: sum * msPerTick, peakMemoryBytes: peak };
    },
    survivors: () =>
      look()
        .filter((row) => row.pid !== options.leader)
        .map((row) => row.pid),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** Grows `members` by whoever belongs to the leader's group or session or descends from a member; returns those alive. */
function gather(table: readonly ProcessRow[], leader: number, members: Map<number, number>): ProcessRow[] {
  const alive: ProcessRow[] = [];
  let grew = true;
  const left = new Set(table.filter((row) => row.state !== 'Z'));
  while (grew) {
    grew = false;
    for (const row of left) {
      const known = members.get(row.pid) === row.startTicks;
      const related =
        row.pid === leader || row.group === leader || row.session === leader || members.has(row.parent);
      if (!known && !related) continue;
      members.set(row.pid, row.startTicks);
      alive.push(row);
      left.delete(row);
      grew = true;
    }
  }
  return alive;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
