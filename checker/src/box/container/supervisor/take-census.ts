import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Who and what is in the container besides the supervisor and the first process, which is its parent. */
export interface Census {
  /** Resolves to how many there were. Rejects where somebody does not end. */
  killAll(): Promise<number>;
  foundTraces(): boolean;
  findTool(name: string): string | null;
}

const killMs = 5000;
const lookEveryMs = 2;
const shared = ['/tmp', '/dev/shm', '/dev/mqueue'];
const systemV = ['msg', 'sem', 'shm'];

export function takeCensus(): Census {
  const before = entries();
  return {
    async killAll() {
      const found = others().length;
      const until = performance.now() + killMs;
      for (let left = found; left > 0; left = others().length) {
        if (performance.now() > until) throw new Error(`${left} processes do not end`);
        killEverybody();
        await sleep(lookEveryMs);
      }
      return found;
    },
    foundTraces: () => entries() !== before || systemV.some((kind) => linesOf(`/proc/sysvipc/${kind}`) > 1),
    findTool(name) {
      for (const folder of (process.env.PATH ?? '').split(':')) {
        const file = join(folder, name);
        try {
          accessSync(file, constants.X_OK);
          if (statSync(file).isFile()) return file;
        } catch {
          // Not in this folder.
        }
      }
      return null;
    },
  };
}

/** One call of the kernel's for all of them, so that nobody gets to fork between two. */
function killEverybody(): void {
  try {
    process.kill(-1, 'SIGKILL');
  } catch (error) {
    // The last of them has ended since they were counted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function others(): string[] {
  return readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && name !== '1' && name !== String(process.pid) && !hasEnded(name),
  );
}

/** One that has ended, and waits for its parent to notice, is none any more. */
function hasEnded(pid: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return true;
  }
}

/** Where mounts stand in them, so do folders of root's, in which nobody else can leave anything. */
function entries(): string {
  return shared.map((folder) => namesIn(folder).join('/')).join('//');
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function linesOf(file: string): number {
  try {
    return readFileSync(file, 'latin1').trimEnd().split('\n').length;
  } catch {
    return 0;
  }
}
