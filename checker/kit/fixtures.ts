import type { Arbitrary } from 'fast-check';
import type { Ending, LimitHit, Place, TraceBound } from '../src/judge/observation.ts';
import type { ComposeHost } from './compose/compose.ts';
import type { DockerfileHost } from './dockerfile/dockerfile.ts';
import type { EngineHost } from './engine/engine.ts';
import type { Http, HttpClient } from './http/http-client.ts';
import type { JobsHost } from './jobs/jobs-host.ts';
import type { MakeHost } from './make/make.ts';
import type { PostgresHost } from './postgres.ts';
import type { RedisHost } from './redis.ts';
import type { RelayHost } from './relay.ts';
import type { ServiceHost } from './service/service-host.ts';

/**
 * What a hidden test is given. Every fixture is made on first use: name only what the scenario needs, in the braces of the
 * test's parameter. One requirement is one scenario in one box.
 */
export interface Fixtures {
  program: Program;
  files: Files;
  module: ModuleHost;
  service: ServiceHost;
  http: Http;
  load: Load;
  jobs: JobsHost;
  relay: RelayHost;
  property: Property;
  chaffs: Chaffs;
  trace: Trace;
  source: Source;
  random: Random;
  machine: Machine;
  postgres: PostgresHost;
  redis: RedisHost;
  dockerfile: DockerfileHost;
  compose: ComposeHost;
  make: MakeHost;
  engine: EngineHost;
  /** Aborts at the requirement's deadline; hand it to every wait. */
  signal: AbortSignal;
}

/** The learner's program, run from outside. */
export interface Program {
  /** Runs it to its end. Never rejects for what the program does: look at the Run. */
  run(args: readonly string[], options?: RunOptions): Promise<Run>;
  /** Starts it and returns while it runs. */
  start(args: readonly string[], options?: RunOptions): Promise<RunningProgram>;
}

export interface RunOptions {
  /** Added to the clean environment (HOME, PATH, TMPDIR, LANG, TZ=UTC). */
  readonly env?: Readonly<Record<string, string>>;
  /** Given whole and closed; by default standard input is closed at once. `open` leaves it open for `write`. */
  readonly stdin?: string | Uint8Array | 'open';
  /** Another of the manifest's `entries` to run, such as `bench/main.ts`; by default the program's own. */
  readonly entry?: string;
  /** Relative to the working directory of the box. */
  readonly cwd?: string;
  /** Patience: past it the process group is killed and the Run says so. Default 10 000. */
  readonly patienceMs?: number;
  /** Largest file that the process may write (RLIMIT_FSIZE); a write past it fails with EFBIG. */
  readonly fileBytes?: number;
  /** A TMPDIR other than the box's own; see `machine.otherFileSystem()`. */
  readonly tmpdir?: string;
  /** A command to put before node, for example strace with its arguments. */
  readonly wrapper?: readonly string[];
  /** Where not false, the run stands in the transcript that a failure shows. Set it false in loops of many runs. */
  readonly transcript?: boolean;
  /** Draws the run as an interval in this lane of the trace: for runs whose order among each other matters. */
  readonly lane?: string;
}

export interface Run {
  /** The name that a learner calls the program by. */
  readonly program: string;
  readonly args: readonly string[];
  readonly ending: Ending;
  /** The exit code, or null when a signal or a limit ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly stdoutBytes: Buffer;
  readonly stderrBytes: Buffer;
  readonly wallMs: number;
  readonly cpuMs: number | null;
  readonly limits: readonly LimitHit[];
  readonly leftBehind: number;
}

export interface RunningProgram {
  readonly pid: number;
  /** Resolves when the bytes are handed to the pipe, or the program has closed its end. */
  write(text: string | Uint8Array): Promise<void>;
  endInput(): void;
  signal(name: NodeJS.Signals): void;
  kill(): void;
  /** Closes the judge's end of its standard output, as `head` does. */
  closeOutput(): void;
  /** Waits until the standard output so far contains it; null when the program ended without. */
  outputContains(text: string): Promise<true | null>;
  readonly exited: Promise<Run>;
}

/** Many requests at once, for requirements about how much a server bears. Compare only what was measured in the same run. */
export interface Load {
  run(
    target: Pick<HttpClient, 'reach'>,
    options: {
      readonly connections: number;
      /** How many requests in all. */
      readonly amount: number;
      /** By default `GET /`. */
      readonly request?: {
        readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
        readonly path?: string;
        readonly headers?: Readonly<Record<string, string>>;
        readonly body?: string;
      };
    },
  ): Promise<Measured>;
}

export interface Measured {
  readonly answered: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly not2xx: number;
  /** Requests without an answer. */
  readonly errors: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** The working directory of the box, as the judge sees it. Paths are relative to it. */
export interface Files {
  /** Absolute, as the program sees it: for environment variables. */
  path(relative: string): string;
  write(relative: string, content: string | Uint8Array): void;
  /** Writes a file that is too large to hold, one piece after the other. */
  writePieces(relative: string, pieces: Iterable<Uint8Array>): void;
  /** Null when there is no such file. */
  read(relative: string): string | null;
  readBytes(relative: string): Buffer | null;
  exists(relative: string): boolean;
  /** Names in a folder, sorted; empty when there is none. Hidden files too. */
  list(relative?: string): string[];
  makeFolder(relative: string): void;
  remove(relative: string): void;
  symlink(target: string, relative: string): void;
  /** Permission bits, for example 0o644; null when there is no such file. Links are followed. */
  mode(relative: string): number | null;
  setMode(relative: string, mode: number): void;
  isSymlink(relative: string): boolean;
  /** Every file of the working directory with its length and digest, to compare before and after. */
  fingerprint(): Readonly<Record<string, string>>;
}

/** Runs the learner's module beside the exercise's driver (`hidden/driver.ts`), in a process of its own. */
export interface ModuleHost {
  /** Starts a driver process. Several may run at once in the same box; each sees the same working directory. */
  open(options?: OpenOptions): Promise<DriverLink>;
}

export interface OpenOptions {
  readonly env?: Readonly<Record<string, string>>;
  /**
   * The most that V8's heap may hold, driver included. A process that needs more ends itself, and says "heap out of memory"
   * on stderr. Buffers lie outside of it: see `peakMemoryBytes`.
   */
  readonly heapMiB?: number;
}

/** JSON-RPC 2.0 over inherited pipes. Everything that comes back is a claim of the submission's process: design for that. */
export interface DriverLink {
  readonly pid: number;
  /**
   * Calls a method of the driver and waits for its result. An error of the learner's code comes back as a value
   * `{ ok: false, error: { name, message } }` (see `Outcome`) and is not thrown.
   */
  call(method: string, params?: unknown, options?: CallOptions): Promise<Outcome>;
  /** Sends without waiting; the outcome comes later. */
  start(method: string, params?: unknown): PendingCall;
  /** The next event of that name that satisfies the test, also one that came before; null past the patience or the end. */
  event(name: string, test?: (data: unknown) => boolean, patienceMs?: number): Promise<DriverEvent | null>;
  /** All events so far, in order. */
  readonly events: readonly DriverEvent[];
  /** The most memory that the process has ever had resident; null where there is no /proc, or it has ended. */
  peakMemoryBytes(): number | null;
  signal(name: NodeJS.Signals): void;
  /** SIGKILL, to the whole group. */
  kill(): void;
  readonly exited: Promise<Run>;
}

export interface CallOptions {
  readonly patienceMs?: number;
  /** Where not false, the call stands in the transcript that a failure shows. Set it false where the trace tells it better. */
  readonly transcript?: boolean;
}

export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | {
      readonly ok: false;
      readonly error: { readonly name: string; readonly message: string; readonly code?: string };
    }
  /** The process ended, or the patience was over, before an answer came. */
  | { readonly ok: null; readonly why: 'ended' | 'patience' };

export interface PendingCall {
  readonly settled: boolean;
  outcome(patienceMs?: number): Promise<Outcome>;
}

export interface DriverEvent {
  readonly name: string;
  readonly data: unknown;
  /** Milliseconds since the scenario began, stamped by the judge when it arrived. */
  readonly atMs: number;
}

/**
 * Random inputs from the requirement's seed, shrunk to the smallest that still fails. The predicate throws (through the
 * expect helpers) where the promise broke. Each run starts in the same box: clean up by `files.remove`.
 */
export type Property = <T>(
  what: string,
  arbitrary: Arbitrary<T>,
  predicate: (value: T) => Promise<void> | void,
  options?: {
    readonly runs?: number;
    /** Tells the smallest input that was found; by default it stands there as JSON. */
    readonly show?: (value: T) => string;
  },
) => Promise<void>;

/** The learner's own tests, run on right and wrong implementations. */
export interface Chaffs {
  /** Fails the requirement by itself when the tests do not pass on the wheat or miss a chaff. */
  judgeOwnTests(): Promise<void>;
}

/** The learner's source, judged without running it. Each throws an Observation with file and line. */
export interface Source {
  /** `tsc --noEmit`, strict. */
  compiles(): Promise<void>;
  noGlobals(): Promise<void>;
  layers(): Promise<void>;
  /** The manifest's `boundaries`: packages are imported by name, never past their index. */
  boundaries(): Promise<void>;
  /** The module exports exactly what the manifest's `surface` lists, each by its name. */
  surface(): Promise<void>;
  /** What the compiler must accept, and refuse, of those who use the submission's types. One run of it for all cases. */
  types(cases: readonly TypeCase[]): Promise<void>;
  /** The files in a folder of the submission, by name, such as those of `migrations`; none when there is no such folder. */
  files(folder: string): Readonly<Record<string, Buffer>>;
  /** The same with those in its folders, by their paths from the root of the submission, such as `src/http/app.ts`. */
  tree(folder: string): Readonly<Record<string, Buffer>>;
}

/** Lines that are compiled against the submission's types. Errors in src/ itself do not count: `compiles` tells them. */
export interface TypeCase {
  /** What the lines try, as a noun: `a writer whose write takes a Buffer`. */
  readonly what: string;
  /** Lines that must compile in either case. They import `./src/index.ts`. Nothing of other cases is in reach. */
  readonly given: string;
  /** The lines in question. */
  readonly code: string;
  readonly compiles: boolean;
  /** Where to think next, when it is otherwise. */
  readonly look: string;
}

/**
 * What happened when, in the judge's own words. A failure draws it: a lane for each task, worker or program, time from left
 * to right. Texts are told as they are, also to those who do not see the drawing.
 */
export interface Trace {
  /**
   * A moment in a lane. `broken` says that here the promise broke, which a later check of the scenario may have found.
   * `atMs` is for what is told later than it happened, such as events of a driver.
   */
  mark(
    lane: string,
    event: string,
    options?: { broken?: boolean; phase?: 'begin' | 'end'; atMs?: number },
  ): void;
  /** Something begins in a lane that lasts until its `end`. */
  begin(lane: string, event: string, options?: { broken?: boolean }): void;
  end(lane: string, event: string, options?: { broken?: boolean }): void;
  /** The promise: never more than `limit` of these intervals at once. The drawing counts them, and marks the first excess. */
  bound(bound: TraceBound): void;
  /** Forgets what was noted: the next part of the scenario has nothing to do with it. */
  clear(): void;
}

/** Random choices of the judge, from the requirement's seed. */
export interface Random {
  readonly seed: number;
  /** An integer in [min, max]. */
  integer(min: number, max: number): number;
  pick<T>(values: readonly T[]): T;
  /** Lower-case letters and digits. */
  word(length?: number): string;
}

/** What the machine has. */
export interface Machine {
  /**
   * Absolute path of a tool that programs of the box may be run with. Where there is none the scenario ends as not run, and
   * `install`, a sentence, says how a machine gets it.
   */
  tool(name: string, install: string): Promise<string>;
  /** A fresh writable folder on another file system than the scratch folder, removed at the end; null when there is none. */
  otherFileSystem(): string | null;
  /** The Node that runs submissions. */
  readonly node: string;
  readonly cpus: number;
}

export type {
  Http,
  HttpClient,
  NoReply,
  RawConnection,
  Reply,
  RequestOptions,
} from './http/http-client.ts';
export type { LogLine, Resources, Service, ServiceHost, ServiceOptions } from './service/service-host.ts';
export type { Ending, LimitHit, Place };
