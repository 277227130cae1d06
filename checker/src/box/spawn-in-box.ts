import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { CheckerError } from '../errors.ts';
import type { Ending, LimitHit } from '../judge/observation.ts';
import type { BoxCommand, BoxExit, BoxProcess } from './box.ts';
import { capOutput } from './capped-output.ts';
import { cleanEnvironment } from './command-line.ts';
import { watchGroup } from './group-watch.ts';
import type { SpawnOptions } from './launch.ts';
import { sendSignal } from './leftovers.ts';
import { childrenCpuTicks, msPerTick, readProcess } from './process-table.ts';

/** How often a running group is looked at. A program that ends sooner is seen once, at its end. */
const lookEveryMs = 100;
/** How long the streams of an ended process may stay open, held by someone whom the kill did not reach. */
const drainMs = 500;

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

  const hits: LimitHit[] = [];
  let why: LimitHit | null = null;
  const kill = () => {
    sendSignal(-pid, 'SIGKILL');
    sendSignal(pid, 'SIGKILL');
    // Whoever waits for the program in its place must see it end: stopped with it, it would not.
    if (child.pid !== pid) child.kill('SIGCONT');
  };
  const hit = (limit: LimitHit) => {
    if (why !== null) return;
    why = limit;
    hits.push(limit);
    for (const survivor of watch.survivors()) sendSignal(survivor, 'SIGKILL');
    kill();
  };
  const watch = watchGroup({
    leader: pid,
    memoryBytes: limits.memoryMiB * 2 ** 20,
    processes: limits.processes,
    everyMs: lookEveryMs,
    onLimit: hit,
  });
  running.kills.set(child, () => {
    for (const survivor of watch.survivors()) sendSignal(survivor, 'SIGKILL');
    kill();
  });
  const wall = setTimeout(
    () => hit({ limit: 'wall', figure: seconds(limits.wallSeconds) }),
    limits.wallSeconds * 1000,
  );

  const cap = limits.outputMiB * 2 ** 20;
  const stdout = capOutput(child.stdout as Readable, cap);
  const stderr = capOutput(child.stderr as Readable, cap);
  // A program that does not read its input closes the pipe: that is its right, not an error of ours.
  child.stdin?.on('error', () => {});
  for (const pipe of child.stdio.slice(3)) (pipe as Duplex).on('error', () => {});

  const exited = (async (): Promise<BoxExit> => {
    const [code, signal] = await over;
    if (child.pid !== pid && runsStill(pid, bornAt)) launch.lost();
    const wallMs = performance.now() - startedAt;
    clearTimeout(wall);
    const survivors = watch.survivors();
    for (const survivor of survivors) sendSignal(survivor, 'SIGKILL');
    kill();
    watch[Symbol.dispose]();
    const ticksAfter = childrenCpuTicks();
    const usage = watch.usage();
    const exact =
      alone && running.started === order && ticksBefore !== null && ticksAfter !== null
        ? (ticksAfter - ticksBefore) * msPerTick
        : null;
    running.kills.delete(child);
    await drained([stdout.ended, stderr.ended], child);
    if (why === null && launch.cgroup?.ranOutOfMemory() === true) {
      why = { limit: 'memory', figure: `${limits.memoryMiB} MiB` };
      hits.push(why);
    }
    launch.cgroup?.remove();
    if (signal === 'SIGXCPU') hits.push({ limit: 'cpu', figure: seconds(limits.cpuSeconds) });
    if (stdout.cut) hits.push({ limit: 'output', figure: `${limits.outputMiB} MiB of stdout` });
    if (stderr.cut) hits.push({ limit: 'output', figure: `${limits.outputMiB} MiB of stderr` });
    return {
      ending: endingOf(code, signal, why ?? hits.find((each) => each.limit === 'cpu') ?? null),
      wallMs,
      cpuMs: exact ?? usage?.cpuMs ?? null,
      peakMemoryBytes: usage?.peakMemoryBytes ?? null,
      limits: hits,
      leftBehind: why === null ? survivors.length : 0,
    };
  })();

  return {
    pid,
    stdin: child.stdin as Writable,
    stdout,
    stderr,
    pipes: child.stdio.slice(3, 3 + count) as Duplex[],
    signal(name) {
      sendSignal(pid, name);
      // It was stopped with it.
      if (name === 'SIGCONT' && child.pid !== pid) child.kill(name);
    },
    kill,
    exited,
  };
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

async function drained(streams: readonly Promise<void>[], child: ChildProcess): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(patience.resolve, drainMs);
  await Promise.race([Promise.all(streams), patience.promise]);
  clearTimeout(timer);
  for (const stream of child.stdio) stream?.destroy();
}

function endingOf(code: number | null, signal: string | null, why: LimitHit | null): Ending {
  if (why !== null) return { kind: 'killed', why };
  return code === null
    ? { kind: 'signalled', signal: signal ?? 'an unknown signal' }
    : { kind: 'exited', code };
}

function seconds(value: number): string {
  return `${value} s`;
}
