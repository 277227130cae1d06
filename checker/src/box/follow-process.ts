import type { Duplex, Readable, Writable } from 'node:stream';
import type { Limits } from '../course/manifest.ts';
import type { Ending, LimitHit } from '../judge/observation.ts';
import type { BoxExit, BoxProcess } from './box.ts';
import { capOutput } from './capped-output.ts';
import { watchGroup } from './group-watch.ts';
import { sendSignal } from './leftovers.ts';
import type { ProcessRow } from './process-table.ts';

/** How often a running group is looked at. A program that ends sooner is seen once, at its end. */
const lookEveryMs = 100;
/** How long the streams of an ended process may stay open, held by someone whom the kill did not reach. */
const drainMs = 500;

/** A process that has begun in a box, whatever the isolation. */
export interface Begun {
  /** Of the leader of its own group and session, as the judge sees it. */
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly pipes: readonly Duplex[];
  /** By the clock of `performance`. */
  readonly startedAt: number;
  readonly ended: Promise<BareEnd>;
  /** The processes among which its descendants are looked for; by default all of the machine. */
  readonly table?: () => ProcessRow[] | null;
  readonly send: (signal: NodeJS.Signals) => void;
  /** SIGKILL, to its whole group. */
  readonly kill: () => void;
  /** Whether the kernel has killed it, or one that it started, for want of memory. Asked when all of them are gone. */
  readonly ranOutOfMemory: (end: BareEnd) => boolean;
  /** Called last. */
  readonly clear?: () => void;
}

export interface BareEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Exact, where it ran alone. */
  readonly cpuMs: number | null;
}

export interface Followed extends BoxProcess {
  /** Kills it, its group, and whoever of its descendants left that. */
  killAll(): void;
  /** Ends it as one that has exceeded a limit. */
  hit(limit: LimitHit): void;
}

/** Holds a process to its limits, keeps what it says, and tells how it ended and what it left. */
export function followProcess(begun: Begun, limits: Limits): Followed {
  const { pid, kill } = begun;
  const hits: LimitHit[] = [];
  let why: LimitHit | null = null;
  const killAll = () => {
    for (const survivor of watch.survivors()) sendSignal(survivor, 'SIGKILL');
    kill();
  };
  const hit = (limit: LimitHit) => {
    if (why !== null) return;
    why = limit;
    hits.push(limit);
    killAll();
  };
  const watch = watchGroup({
    leader: pid,
    memoryBytes: limits.memoryMiB * 2 ** 20,
    processes: limits.processes,
    everyMs: lookEveryMs,
    onLimit: hit,
    ...(begun.table === undefined ? {} : { table: begun.table }),
  });
  const wall = setTimeout(
    () => hit({ limit: 'wall', figure: seconds(limits.wallSeconds) }),
    limits.wallSeconds * 1000,
  );
  const cap = limits.outputMiB * 2 ** 20;
  const stdout = capOutput(begun.stdout, cap);
  const stderr = capOutput(begun.stderr, cap);
  // A program that does not read its input closes the pipe: that is its right, not an error of ours.
  for (const stream of [begun.stdin, ...begun.pipes]) stream.on('error', () => {});

  const exited = (async (): Promise<BoxExit> => {
    const end = await begun.ended;
    const { code, signal, cpuMs } = end;
    const wallMs = performance.now() - begun.startedAt;
    clearTimeout(wall);
    const survivors = watch.survivors();
    for (const survivor of survivors) sendSignal(survivor, 'SIGKILL');
    kill();
    watch[Symbol.dispose]();
    const usage = watch.usage();
    await drained([stdout.ended, stderr.ended]);
    for (const stream of [begun.stdin, begun.stdout, begun.stderr, ...begun.pipes]) stream.destroy();
    if (why === null && begun.ranOutOfMemory(end)) {
      why = { limit: 'memory', figure: `${limits.memoryMiB} MiB` };
      hits.push(why);
    }
    begun.clear?.();
    if (signal === 'SIGXCPU') hits.push({ limit: 'cpu', figure: seconds(limits.cpuSeconds) });
    if (stdout.cut) hits.push({ limit: 'output', figure: `${limits.outputMiB} MiB of stdout` });
    if (stderr.cut) hits.push({ limit: 'output', figure: `${limits.outputMiB} MiB of stderr` });
    return {
      ending: endingOf(code, signal, why ?? hits.find(({ limit }) => limit === 'cpu') ?? null),
      wallMs,
      cpuMs: cpuMs ?? usage?.cpuMs ?? null,
      peakMemoryBytes: usage?.peakMemoryBytes ?? null,
      limits: hits,
      leftBehind: why === null ? survivors.length : 0,
    };
  })();

  return {
    pid,
    stdin: begun.stdin,
    stdout,
    stderr,
    pipes: begun.pipes,
    signal: begun.send,
    kill,
    killAll,
    hit,
    exited,
  };
}

async function drained(streams: readonly Promise<void>[]): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(patience.resolve, drainMs);
  await Promise.race([Promise.all(streams), patience.promise]);
  clearTimeout(timer);
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
