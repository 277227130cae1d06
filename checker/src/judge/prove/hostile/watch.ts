import { lstatSync, readdirSync, readFileSync, readlinkSync, statfsSync } from 'node:fs';
import { type ProcessRow, readProcessTable } from '../../../box/process-table.ts';

/** What was seen of a judge and of what it judged, from outside, several times a second. */
export interface Seen {
  /** Of the submission's processes together: what is theirs alone, and shared memory. */
  readonly memoryBytes: number;
  readonly processes: number;
  readonly threads: number;
  readonly openFiles: number;
  /** What they can write to in memory, as full as it was. */
  readonly writtenBytes: number;
  /** In the folder that it works in. */
  readonly files: number;
  /** The largest process of the judge's own. */
  readonly judgeBytes: number;
  /** The submission made a namespace of users. */
  readonly ownUsers: boolean;
}

export interface Watch {
  stop(): Seen;
  /** Those that were ever seen and still run. */
  survivors(): readonly number[];
}

const everyMs = 60;
/** The type of a file system in memory; see statfs(2). */
const tmpfs = 0x01021994;

/**
 * @param leader the judge
 * @param place a folder that stands in the command line of what is judged
 */
export function watchProcesses(leader: number, place: string): Watch {
  const known = new Map<number, { readonly start: number; readonly judged: boolean }>();
  /** Who was here before the judge. */
  const strangers = new Map<number, number>();
  let isFirst = true;
  let seen: Seen = {
    memoryBytes: 0,
    processes: 0,
    threads: 0,
    openFiles: 0,
    writtenBytes: 0,
    files: 0,
    judgeBytes: 0,
    ownUsers: false,
  };
  const look = () => {
    const rows = readProcessTable() ?? [];
    const now = { memoryBytes: 0, processes: 0, threads: 0, openFiles: 0, writtenBytes: 0, files: 0 };
    const looked = new Set<string>();
    let { judgeBytes, ownUsers } = seen;
    for (const row of inOrder(rows)) {
      const before = known.get(row.pid);
      const same = before?.start === row.startTicks ? before : undefined;
      const parent = known.get(row.parent);
      if (row.pid !== leader && same === undefined && parent === undefined) {
        if (isFirst) strangers.set(row.pid, row.startTicks);
        if (strangers.get(row.pid) === row.startTicks) continue;
        if (!isContainer(row.pid, place) && !isJudged(row.pid, place)) continue;
      }
      const judged = same?.judged === true || parent?.judged === true || isJudged(row.pid, place);
      known.set(row.pid, { start: row.startTicks, judged });
      if (row.state === 'Z') continue;
      if (!judged) {
        judgeBytes = Math.max(judgeBytes, row.residentBytes);
        continue;
      }
      ownUsers ||= hasOwnUsers(row);
      const status = statusOf(row.pid);
      now.processes += 1;
      now.memoryBytes += status.bytes;
      now.threads += status.threads;
      now.openFiles = Math.max(now.openFiles, countIn(`/proc/${row.pid}/fd`));
      const folder = linkOf(`/proc/${row.pid}/cwd`);
      if (looked.has(folder)) continue;
      looked.add(folder);
      const { bytes, files } = inFolder(`/proc/${row.pid}/cwd`);
      now.writtenBytes = Math.max(now.writtenBytes, inMemory(row.pid), bytes);
      now.files = Math.max(now.files, files);
    }
    seen = {
      memoryBytes: Math.max(seen.memoryBytes, now.memoryBytes),
      processes: Math.max(seen.processes, now.processes),
      threads: Math.max(seen.threads, now.threads),
      openFiles: Math.max(seen.openFiles, now.openFiles),
      writtenBytes: Math.max(seen.writtenBytes, now.writtenBytes),
      files: Math.max(seen.files, now.files),
      judgeBytes,
      ownUsers,
    };
    isFirst = false;
  };
  look();
  const timer = setInterval(look, everyMs);
  return {
    stop() {
      clearInterval(timer);
      return seen;
    },
    survivors: () =>
      (readProcessTable() ?? [])
        .filter(
          ({ pid, startTicks, state }) =>
            state !== 'Z' && pid !== leader && known.get(pid)?.start === startTicks,
        )
        .map(({ pid }) => pid),
  };
}

/** Parents before what they started. */
function inOrder(rows: readonly ProcessRow[]): ProcessRow[] {
  return rows.toSorted((one, other) => one.startTicks - other.startTicks || one.pid - other.pid);
}

/** The first process of one, which an engine started for the judge and nobody of the judge's is a parent of. */
function isContainer(pid: number, place: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1')
      .split('\0')
      .some((each) => each.startsWith(`CHECKER_RUN=${place}/`));
  } catch {
    return false;
  }
}

/** What enters a box for it stands there with the same words, and is small. */
function isJudged(pid: number, place: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
    if (words.some((word) => word.endsWith('/stand-in.ts'))) return false;
    return words.some((word) => word.startsWith(place) && /\/app\/(src|\.judge)\//.test(word));
  } catch {
    return false;
  }
}

/** What enters a box for the judge changes its namespaces on the way. */
const entering = /^\/(usr\/)?bin\/(nsenter|bwrap)$/;

/** One that has another namespace of users than who started it has made it. */
function hasOwnUsers({ pid, parent }: ProcessRow): boolean {
  const [own, before] = [pid, parent].map((each) => linkOf(`/proc/${each}/ns/user`));
  return own !== '' && before !== '' && own !== before && !entering.test(linkOf(`/proc/${pid}/exe`));
}

function statusOf(pid: number): { readonly bytes: number; readonly threads: number } {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'latin1');
    const figure = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
    return { bytes: (figure('RssAnon') + figure('RssShmem')) * 1024, threads: figure('Threads') };
  } catch {
    return { bytes: 0, threads: 0 };
  }
}

function countIn(folder: string): number {
  try {
    return readdirSync(folder).length;
  } catch {
    return 0;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** The file systems in memory that a process of a box can write to; nothing where it sees ours. */
function inMemory(pid: number): number {
  try {
    const lines = readFileSync(`/proc/${pid}/mountinfo`, 'latin1').split('\n');
    if (linkOf(`/proc/${pid}/ns/mnt`) === linkOf('/proc/self/ns/mnt')) return 0;
    if (!lines.some((line) => / \/ \/ .* - (tmpfs|overlay) /.test(line))) return 0;
    // A file system may be mounted in several places; see proc_pid_mountinfo(5).
    const points = new Map<string, string>();
    for (const line of lines) {
      const [, , device = '', , point = '', options = ''] = line.split(' ');
      if (/ - tmpfs /.test(line) && options.split(',').includes('rw')) points.set(device, point);
    }
    return points.values().reduce((sum, point) => sum + usedIn(`/proc/${pid}/root${point}`), 0);
  } catch {
    return 0;
  }
}

function usedIn(folder: string): number {
  try {
    const { blocks, bfree, bsize } = statfsSync(folder);
    return (blocks - bfree) * bsize;
  } catch {
    return 0;
  }
}

/** As long as the files say that they are, whether that takes room or not. */
function inFolder(folder: string): { readonly bytes: number; readonly files: number } {
  try {
    const names = readdirSync(folder);
    const sizes = names
      .slice(0, 200)
      .map((name) => lstatSync(`${folder}/${name}`, { throwIfNoEntry: false })?.size ?? 0);
    // In memory they are counted as such, and use up no disk's.
    const onDisk = statfsSync(folder).type !== tmpfs;
    return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: onDisk ? names.length : 0 };
  } catch {
    return { bytes: 0, files: 0 };
  }
}
