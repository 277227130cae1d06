import type { Run } from '../fixtures.ts';
import type { HttpClient } from '../http/http-client.ts';
import type { PostgresDatabase } from '../postgres.ts';
import type { RedisInstance } from '../redis.ts';

/**
 * Starts the learner's service as a process in the scenario's box, with PORT=0 unless told otherwise, and where the exercise
 * uses them, with the DATABASE_URL of `database()` and the REDIS_URL of `redis()`. So services that are started one after the
 * other in a scenario are instances of the same system. Then come the manifest's `environment`, and `env`.
 */
export interface ServiceHost {
  /** Starts it and waits until it listens. Fails the requirement where it does not. */
  start(options?: ServiceOptions): Promise<Service>;
  /** Starts it and returns at once: for one that is to fail at its start. */
  launch(options?: ServiceOptions): Promise<LaunchedService>;
  /**
   * The database of the services of this scenario that were not given another: fresh, and migrated by the learner's own
   * program, as the manifest's `migrate` says, or a copy of one that it has migrated for another scenario. Fails the
   * requirement where that does not succeed.
   */
  database(): Promise<PostgresDatabase>;
  /** The Redis of the services of this scenario that were not given another: empty, and nobody else's. */
  redis(): Promise<RedisInstance>;
  /**
   * Starts a server of the judge's in the same box, to compare with: plain JavaScript that logs `listening` as the contract
   * says. It is held to the same limits.
   */
  peer(source: string): Promise<Service>;
}

export interface ServiceOptions {
  /** Added to the clean environment and PORT=0. */
  readonly env?: Readonly<Record<string, string>>;
  /** Another of the manifest's `entries`, such as `src/worker.ts`. */
  readonly entry?: string;
  readonly args?: readonly string[];
  /** How a transcript names it; by default by its entry or the exercise's id, with a number from the second one on. */
  readonly name?: string;
  /** How long it may take until it listens. Default 10,000. */
  readonly patienceMs?: number;
  /** A command to put before node. */
  readonly wrapper?: readonly string[];
}

export interface LaunchedService {
  readonly pid: number;
  /** Waits until it listens. Fails the requirement where it does not. */
  listening(patienceMs?: number): Promise<Service>;
  /** The JSON lines of its standard output so far; lines that are none are left out: see `output`. */
  logs(): readonly LogLine[];
  /** The next line, also one that came before, that satisfies the test; null past the patience or at its end. */
  log(test: (line: LogLine) => boolean, patienceMs?: number): Promise<LogLine | null>;
  /** What it wrote so far. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  signal(name: NodeJS.Signals): void;
  /** SIGKILL, to the whole group. */
  kill(): void;
  /** Waits for its end; null past the patience (default 10,000). */
  ended(patienceMs?: number): Promise<Run | null>;
  readonly exited: Promise<Run>;
  /** Null where the system does not tell, or it has ended. */
  resources(): Resources | null;
  /** CPU time of the thread that runs its JavaScript, so far. Null where the system does not tell, or it has ended. */
  mainThreadCpuMs(): number | null;
}

export interface Service extends LaunchedService, HttpClient {
  readonly host: string;
  readonly port: number;
}

export type LogLine = Readonly<Record<string, unknown>>;

export interface Resources {
  readonly residentBytes: number;
  readonly openFiles: number;
  readonly threads: number;
  /** User and system time so far. */
  readonly cpuMs: number;
}
