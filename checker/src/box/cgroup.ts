import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where control groups of ours can be made. Of the first version each controller has a tree of its own. */
export type CgroupParent =
  | { readonly version: 2; readonly folder: string }
  | { readonly version: 1; readonly memory: string; readonly pids: string };

/** A control group: limits that the kernel keeps for all its processes together. */
export interface Cgroup {
  /** A process joins by writing its pid into each of them. */
  readonly joins: readonly string[];
  /** Whether the kernel has killed somebody in it for want of memory. */
  ranOutOfMemory(): boolean;
  /** Its processes have to be gone. */
  remove(): void;
}

const root = '/sys/fs/cgroup';

/** Finds it by making one, which is removed again. Ordinary users may where a session manager has handed them a tree. */
export function probeCgroups(name: string): CgroupParent | null {
  return candidates().find((parent) => canMake(parent, name)) ?? null;
}

/** Those whose names begin so, left by a run that was killed. Its processes have to be gone. */
export function removeCgroupsOf(prefix: string): void {
  for (const parent of candidates()) {
    const folders = parent.version === 2 ? [parent.folder] : [parent.memory, parent.pids];
    for (const folder of folders) {
      for (const name of namesIn(folder)) if (name.startsWith(prefix)) removeGroup(join(folder, name));
    }
  }
}

function candidates(): CgroupParent[] {
  const own = readOwn();
  const found: CgroupParent[] = [];
  const { unified } = own;
  if (unified !== null && existsSync(join(root, 'cgroup.controllers'))) {
    // Not below its own group, which holds processes and so may not limit groups below it.
    for (const folder of new Set([dirname(join(root, unified)), root])) {
      if (folder.startsWith(root)) found.push({ version: 2, folder });
    }
  }
  const { memory, pids } = own.controllers;
  if (memory !== undefined && pids !== undefined) {
    for (const [ofMemory, ofPids] of [
      [memory, pids],
      ['/', '/'],
    ] as const) {
      found.push({ version: 1, memory: join(root, 'memory', ofMemory), pids: join(root, 'pids', ofPids) });
    }
  }
  return found;
}

/** @throws the system's error where it cannot be made */
export function makeCgroup(
  parent: CgroupParent,
  name: string,
  limits: { readonly memoryBytes: number; readonly tasks: number },
): Cgroup {
  return parent.version === 2
    ? makeUnified(join(parent.folder, name), limits)
    : makeSplit(join(parent.memory, name), join(parent.pids, name), limits);
}

function makeUnified(
  folder: string,
  { memoryBytes, tasks }: { readonly memoryBytes: number; readonly tasks: number },
): Cgroup {
  mkdirSync(folder);
  try {
    writeFileSync(join(folder, 'memory.max'), String(memoryBytes));
    writeIfThere(join(folder, 'memory.swap.max'), '0');
    writeFileSync(join(folder, 'pids.max'), String(tasks));
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  return {
    joins: [join(folder, 'cgroup.procs')],
    ranOutOfMemory: () => counts(join(folder, 'memory.events'), /^oom_kill ([1-9])/m),
    remove: () => removeGroup(folder),
  };
}

function makeSplit(
  memory: string,
  pids: string,
  { memoryBytes, tasks }: { readonly memoryBytes: number; readonly tasks: number },
): Cgroup {
  const made: string[] = [];
  try {
    for (const folder of [memory, pids]) {
      mkdirSync(folder);
      made.push(folder);
    }
    writeFileSync(join(memory, 'memory.limit_in_bytes'), String(memoryBytes));
    writeIfThere(join(memory, 'memory.memsw.limit_in_bytes'), String(memoryBytes));
    writeFileSync(join(pids, 'pids.max'), String(tasks));
  } catch (error) {
    for (const folder of made) rmdirSync(folder);
    throw error;
  }
  return {
    joins: [memory, pids].map((folder) => join(folder, 'cgroup.procs')),
    ranOutOfMemory: () => counts(join(memory, 'memory.oom_control'), /^oom_kill ([1-9])/m),
    remove() {
      for (const folder of made) removeGroup(folder);
    },
  };
}

function canMake(parent: CgroupParent, name: string): boolean {
  try {
    makeCgroup(parent, name, { memoryBytes: 2 ** 30, tasks: 64 }).remove();
    return true;
  } catch {
    return false;
  }
}

/** Lines of /proc/self/cgroup, `4:memory:/path` and `0::/path`; see cgroups(7). */
function readOwn(): { readonly unified: string | null; readonly controllers: Record<string, string> } {
  let text: string;
  try {
    text = readFileSync('/proc/self/cgroup', 'utf8');
  } catch {
    return { unified: null, controllers: {} };
  }
  const controllers: Record<string, string> = {};
  let unified: string | null = null;
  for (const line of text.trim().split('\n')) {
    const [, names = '', path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (names === '') unified = path;
    for (const name of names.split(',')) if (name !== '') controllers[name] = path;
  }
  return { unified, controllers };
}

function counts(file: string, pattern: RegExp): boolean {
  try {
    return pattern.test(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function writeIfThere(file: string, text: string): void {
  if (existsSync(file)) writeFileSync(file, text);
}

/** The kernel lets go of a group a moment after its last process has ended. What stays is empty, and costs nothing. */
function removeGroup(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // EBUSY: a process is still being torn down.
  }
}
