import type { FaultyLink } from '../relay.ts';
import type { Service, ServiceOptions } from '../service/service-host.ts';

/**
 * A job queue under the judge's eyes: the submission's API and workers as processes, job handlers that the judge wrote, and
 * a history of what each of them was seen to do. Handlers run in the submission's process, so what they report is a claim:
 * it is stamped and numbered here, and tied to a process by a token of its own. Values that the judge hands over at a gate
 * are known to nobody before.
 */
export interface JobsHost {
  /** Starts the API, the manifest's entry, and waits until it listens. */
  api(options?: JobProcessOptions): Promise<JobProcess>;
  /** Starts a worker, `src/worker.ts`, and waits until it listens. */
  worker(options?: JobProcessOptions): Promise<JobProcess>;
  /** Writes a module of handlers for a process that is started otherwise; gives its absolute path. `lane` names it. */
  handlers(lane: string, handlers?: Handlers): Promise<string>;
  /** Handler runs in the order in which they were seen to begin. They change while they run. */
  readonly runs: readonly HandlerRun[];
  runsOf(jobId: string): readonly HandlerRun[];
  /** Says that the job was accepted: from then on it must come to its end. */
  enqueued(job: { readonly id: string; readonly type: string }): void;
  readonly jobs: readonly KnownJob[];
  readonly faults: readonly Fault[];
  /**
   * Waits for something that handlers do; looks now and whenever one reports. False past the patience (default 10,000).
   */
  sees(what: string, predicate: () => boolean, patienceMs?: number): Promise<boolean>;
  /** The next run that satisfies the test, also one that began before; null past the patience. */
  run(test: (run: HandlerRun) => boolean, patienceMs?: number): Promise<HandlerRun | null>;
  /** What came through the judge's port and was no report of a handler; such reports end a judgement. */
  readonly forged: readonly string[];
  /** Draws what was seen of a job, in place of what the trace held: a lane for each worker, an interval for each run. */
  draw(jobId: string, end?: DrawnEnd): void;
  /** The same in lines. */
  tell(jobId: string, end?: DrawnEnd): readonly string[];
  /** Milliseconds since the scenario began, as all times here. */
  now(): number;
}

/**
 * Job types with what their handler does: the body of an async function, in JavaScript, which sees
 * `payload`, `signal`, `attempt`, `jobId` and
 * - `mark`, a value of this run alone, which the judge sees as `HandlerRun.mark`;
 * - `effect()`, which tells the judge that the job had its effect now;
 * - `hold()`, which waits for the judge's word: see `HandlerRun`;
 * - `wait(ms)`.
 */
export type Handlers = Readonly<Record<string, string>>;

export interface JobProcessOptions extends ServiceOptions {
  /** Added to those that every process has: see `usualHandlers`. */
  readonly handlers?: Handlers;
  /** Leads this process to the database through a relay of its own. Default false. */
  readonly relayed?: boolean;
}

export interface JobProcess extends Service {
  /** Its lane in drawings, such as `worker 2`. */
  readonly name: string;
  /** Its own relay, where it was asked for. Faults of it are noted in the history by `cut` and `mend`. */
  readonly link: FaultyLink | null;
  /** SIGSTOP: it stands still, and its connections stay open. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** No way to the database: connections are reset, and new ones refused. Needs `relayed`. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export interface KnownJob {
  readonly id: string;
  readonly type: string;
  readonly atMs: number;
}

/** One call of a handler, as it was reported. */
export interface HandlerRun {
  /** From 1, in the order of arrival. */
  readonly number: number;
  readonly jobId: string;
  readonly attempt: number;
  readonly type: string;
  readonly payload: unknown;
  /** The process that it runs in. */
  readonly worker: string;
  /** A value that no other run has; what the usual handlers return. */
  readonly mark: string;
  readonly startedAtMs: number;
  /** When its signal was aborted. */
  readonly abortedAtMs: number | null;
  readonly effects: readonly number[];
  /** `gone`: the connection of its process ended before it did. */
  readonly state: 'running' | 'resolved' | 'rejected' | 'gone';
  readonly endedAtMs: number | null;
  /** The judge's word to one that holds. Only the first word that settles it counts. */
  resolve(value: unknown): void;
  reject(error: { readonly name?: string; readonly message: string }): void;
  /** What it does when its signal aborts; until then, and without this word, it takes no notice of the signal. */
  whenAborted(word: 'resolve' | 'reject', value?: string): void;
  /** Blocks the process's thread so long, and then holds on. */
  block(ms: number): void;
  /** Ends the process from inside. */
  exit(code: number): void;
}

/** What was done to a process, by the judge. */
export interface Fault {
  readonly worker: string;
  readonly kind: 'killed' | 'paused' | 'cut off' | 'told to end';
  readonly fromMs: number;
  /** Null while it lasts; of what has no end, always. */
  readonly toMs: number | null;
}

/** What the API said of a job at last. */
export interface DrawnEnd {
  readonly atMs: number;
  readonly told: string;
  readonly broken?: boolean;
}
