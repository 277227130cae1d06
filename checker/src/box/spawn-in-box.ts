import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { CheckerError } from '../errors.ts';
import type { BoxCommand, BoxProcess } from './box.ts';
import { cleanEnvironment } from './command-line.ts';
import { type BareEnd, followProcess } from './follow-process.ts';
import type { SpawnOptions } from './launch.ts';
import { sendSignal } from './leftovers.ts';
import { childrenCpuTicks, msPerTick, readProcess } from './process-table.ts';

/** The processes of one box: how to end each that runs, and how many were ever started. */
export interface Running {
  readonly kills: Map<ChildProcess, () => void>;
  started: number;
}

export async function spawnInBox(
  command: BoxCommand,
  { scratch, prepare, ...options }: SpawnOptions,
  running: Running,
): Promise<BoxProcess> {
  const limits = { ...options.limits, ...command.limits };
  const launch = await prepare(command, limits);
  const [file, ...args] = launch.line;
  const startedAt = performance.now();
  const ticksBefore = childrenCpuTicks();
  const alone = running.kills.size === 0;
  const order = ++running.started;
  const count = command.pipes ?? 0;
  const pipes = Array.from({ length: count + (launch.reports ? 1 : 0) }, () => 'pipe' as const);
  const child = spawn(file, args, {
    cwd: launch.cwd,
    env: { ...cleanEnvironment(scratch), ...command.env },
    stdio: ['pipe', 'pipe', 'pipe', ...pipes],
    detached: true,
    ...launch.user,
  });
  const over = exitOf(child);
  await started(child, file);
  const pid = await launch.locate(child);
  const bornAt = readProcess(pid)?.startTicks ?? null;
  const ended = over.then(([code, signal]): BareEnd => {
    if (child.pid !== pid && runsStill(pid, bornAt)) launch.lost();
    const ticksAfter = childrenCpuTicks();
    const exact = alone && running.started === order && ticksBefore !== null && ticksAfter !== null;
    running.kills.delete(child);
    return { code, signal, cpuMs: exact ? (ticksAfter - ticksBefore) * msPerTick : null };
  });
  const followed = followProcess(
    {
      pid,
      stdin: child.stdin as Writable,
      stdout: child.stdout as Readable,
      stderr: child.stderr as Readable,
      pipes: child.stdio.slice(3, 3 + count) as Duplex[],
      startedAt,
      ended,
      send(name) {
        sendSignal(pid, name);
        // It was stopped with it.
        if (name === 'SIGCONT' && child.pid !== pid) child.kill(name);
      },
      kill() {
        sendSignal(-pid, 'SIGKILL');
        sendSignal(pid, 'SIGKILL');
        // Whoever waits for the program in its place must see it end: stopped with it, it would not.
        if (child.pid !== pid) child.kill('SIGCONT');
      },
      ranOutOfMemory: () => launch.cgroup?.ranOutOfMemory() === true,
      clear() {
        for (const stream of child.stdio) stream?.destroy();
        launch.cgroup?.remove();
      },
    },
    limits,
  );
  running.kills.set(child, followed.killAll);
  return followed;
}

/** A pid that was given to somebody else meanwhile has another start. */
function runsStill(pid: number, bornAt: number | null): boolean {
  const row = readProcess(pid);
  return row !== null && row.startTicks === bornAt && row.state !== 'Z';
}

function started(child: ChildProcess, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) =>
      reject(
        new CheckerError('BOX_UNAVAILABLE', `a process could not be started: ${file}: ${cause.message}`, {
          hint: 'Run `npm run checker -- doctor`: it says what this machine lacks.',
          cause,
        }),
      ),
    );
  });
}

function exitOf(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve([code, signal]));
  });
}
