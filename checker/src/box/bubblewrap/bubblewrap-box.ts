import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { CheckerError } from '../../errors.ts';
import type { Box, BoxOptions } from '../box.ts';
import { sharedNetwork } from '../box-network.ts';
import { type Cgroup, type CgroupParent, makeCgroup } from '../cgroup.ts';
import { commandLine } from '../command-line.ts';
import { drawIdentity, findTool, type Identity } from '../identity.ts';
import type { PrepareLaunch } from '../launch.ts';
import { layEtc } from '../lay-etc.ts';
import { layScratch } from '../lay-scratch.ts';
import { readProcessTable } from '../process-table.ts';
import { removeTree } from '../remove-tree.ts';
import { type Running, spawnInBox } from '../spawn-in-box.ts';
import type { BubblewrapWalls } from '../walls.ts';
import { enterLine } from './enter-line.ts';
import { type Holder, startHolder } from './holder.ts';
import { layMountPoints, viewArguments } from './view.ts';

/** What the kernel allows beyond the limit: looking from outside names the figure, and this holds what is too fast for it. */
const memoryMargin = 64 * 2 ** 20;
/** Threads count as tasks, and Node starts a dozen. */
const tasksPerProcess = 16;

/**
 * A box of Linux namespaces, with the network of the process that opens it: a judging process that `holdJudging` has given
 * one of its own.
 */
export function openBubblewrapBox(options: BoxOptions & BubblewrapWalls): Box {
  const { tools, limits, cgroups } = options;
  const identity: Identity = process.getuid?.() === 0 ? drawIdentity() : { kind: 'same-user' };
  const scratch = layScratch(options.parent, identity);
  const etc = layEtc(`${scratch}-etc`, identity);
  layMountPoints(etc);
  const running: Running = { kills: new Map(), started: 0 };
  const shared: string[] = [];
  const outdated: (Promise<Holder> | null)[] = [];
  let launches = 0;
  let holder: Promise<Holder> | null = null;
  let held: Holder | null = null;
  let broken: string | null = null;

  const hold = async (): Promise<Holder> => {
    holder ??= startHolder(
      tools,
      viewArguments({ ...options, etc, scratch, writable: shared }),
      identity.kind === 'nobody',
    );
    held = await holder;
    return held;
  };
  const prepare: PrepareLaunch = async (command, commandLimits) => {
    const { pid, trouble } = await hold();
    const wrong = await trouble();
    if (wrong !== null) throw gone(wrong);
    const cgroup = limitByKernel(cgroups, cgroupName(scratch, ++launches), commandLimits);
    const report = 3 + (command.pipes ?? 0);
    const line = commandLine(command, { ...options, scratch }, commandLimits, [
      'cd "$1" || exit 126',
      'shift',
      'unset OLDPWD',
      ...(cgroup === null ? limitEach(commandLimits) : []),
      `echo >&${report}; read -r go <&${report} || exit 126`,
      `exec ${report}>&-`,
    ]);
    const [shell, flag, script, name, ...rest] = line;
    const cwd = command.cwd ?? join(scratch, 'work');
    return {
      line: enterLine(tools, {
        holder: pid,
        identity,
        command: [shell, flag as string, script as string, name as string, cwd, ...rest],
      }),
      cwd: '/',
      user: null,
      reports: true,
      locate: (child) => admit(child, report, cgroup?.joins ?? []),
      lost() {
        broken = 'what had brought the program into its box was ended from outside';
      },
      cgroup,
    };
  };
  const killRunning = (): boolean => {
    const any = running.kills.size > 0;
    for (const kill of [...running.kills.values()]) kill();
    return any;
  };
  const endHolders = async (): Promise<void> => {
    const all = [...outdated.splice(0), holder];
    holder = null;
    held = null;
    for (const each of all) await (await each?.catch(() => null))?.end();
  };
  return {
    isolation: 'bubblewrap',
    identity,
    scratch,
    network: sharedNetwork,
    inside: (path) => path,
    findTool: async (name, path) => findTool(name, path),
    share(folder) {
      if (running.kills.size > 0) throw new Error('a folder is shared with a box while nothing runs in it');
      shared.push(folder);
      // What a box sees is settled when it is made. Its files stay.
      outdated.push(holder);
      holder = null;
    },
    spawn: (command) => spawnInBox(command, { scratch, limits, prepare }, running),
    async killAll() {
      const left = held === null ? 0 : countOthers(held.pid);
      const any = killRunning();
      await endHolders();
      return left > 0 || any;
    },
    trouble: async () => broken ?? (await held?.trouble()) ?? null,
    async [Symbol.asyncDispose]() {
      killRunning();
      await endHolders();
      removeTree(scratch);
      removeTree(etc);
    },
  };
}

/**
 * Finds the one child of what enters the box, when it says that it is inside, and lets it go on: before anything of the
 * submission runs it is in its control groups.
 */
async function admit(child: ChildProcess, report: number, joins: readonly string[]): Promise<number> {
  const pipe = child.stdio[report] as Duplex;
  const said = await Promise.race([
    once(pipe, 'data').then(() => true),
    once(pipe, 'close').then(() => false),
  ]);
  if (!said) {
    const stderr = (child.stderr as Readable).read() ?? '';
    throw gone(`a program could not be put into its box: ${String(stderr).trim()}`);
  }
  const parent = child.pid as number;
  const pid = readChild(parent) ?? parent;
  for (const file of joins) joinGroup(file, pid);
  // Closed where it was killed meanwhile.
  pipe.once('error', () => {});
  pipe.write('\n');
  return pid;
}

function joinGroup(file: string, pid: number): void {
  try {
    writeFileSync(file, String(pid));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // It was killed meanwhile.
    if (code === 'ESRCH') return;
    throw gone(`a program could not be put into its control group: ${message}`);
  }
}

function readChild(parent: number): number | null {
  try {
    const [first] = readFileSync(`/proc/${parent}/task/${parent}/children`, 'latin1').trim().split(' ');
    if (first !== undefined && first !== '') return Number(first);
  } catch {
    // A kernel without that list: the table tells as well.
  }
  return readProcessTable()?.find((row) => row.parent === parent)?.pid ?? null;
}

function gone(what: string): CheckerError {
  return new CheckerError('BOX_UNAVAILABLE', what, {
    hint: 'Check again. If it stays, run `npm run checker -- doctor`: it says what this machine lacks.',
  });
}

function limitByKernel(
  parent: CgroupParent | null,
  name: string,
  limits: { readonly memoryMiB: number; readonly processes: number },
): Cgroup | null {
  if (parent === null) return null;
  return makeCgroup(parent, name, {
    memoryBytes: limits.memoryMiB * 2 ** 20 + memoryMargin,
    tasks: limits.processes * tasksPerProcess,
  });
}

/** Where no control group can be made: limits of each process. V8 asks for far more than it uses, hence the factor. */
function limitEach(limits: { readonly memoryMiB: number; readonly processes: number }): string[] {
  const tasks = limits.processes * tasksPerProcess;
  return [`ulimit -d ${limits.memoryMiB * 1024 * 4}`, `ulimit -u ${tasks} 2>/dev/null || ulimit -p ${tasks}`];
}

/** It begins with the name of the run's folder, by which a sweep finds it. */
function cgroupName(scratch: string, launch: number): string {
  return `${basename(dirname(dirname(scratch)))}-${basename(scratch)}-${launch}`;
}

function countOthers(holder: number): number {
  return (readProcessTable() ?? []).filter((row) => row.parent === holder && row.state !== 'Z').length;
}
