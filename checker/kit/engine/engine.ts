import type { HttpClient } from '../http/http-client.ts';
import type { LogLine } from '../service/service-host.ts';

/**
 * The submission's image, built and run by a Docker engine. Where none answers, the requirement is not run. Everything goes
 * with the scenario, except for what the engine keeps of builds as its cache, so that the next one is fast.
 */
export interface EngineHost {
  /** Builds it from the submission's files. Fails the requirement where that does not succeed. */
  build(options?: BuildOptions): Promise<BuiltImage>;
}

export interface BuildOptions {
  /**
   * Values for ARG. `NODE_IMAGE` is given where CHECKER_NODE_IMAGE names an image, since the one that the Dockerfile names
   * cannot be fetched everywhere.
   */
  readonly args?: Readonly<Record<string, string>>;
  /** Up to that stage; by default the last. */
  readonly target?: string;
  /** By default four fifths of the requirement's time. */
  readonly patienceMs?: number;
}

export interface BuiltImage {
  readonly tag: string;
  /** Of all its layers together, those of its base included. */
  readonly bytes: number;
  /** The image that it stands on, as the engine has it. */
  readonly base: { readonly name: string; readonly bytes: number };
  readonly config: ImageConfig;
  /** From the newest step to the oldest, those of its base included. */
  readonly history: readonly { readonly step: string; readonly bytes: number }[];
  /** What the builder said. */
  readonly log: string;
  /**
   * The files that each of its own layers brings, from the lowest, also those that a later one takes away; without the
   * layers of its base. Takes some seconds.
   */
  layers(): Promise<readonly (readonly string[])[]>;
  start(options?: ContainerOptions): Promise<Container>;
}

export interface ImageConfig {
  /** Empty for root. */
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** As `CMD-SHELL` or `CMD` and its words; null where there is none. */
  readonly healthcheck: readonly string[] | null;
  /** Such as `3000/tcp`. */
  readonly ports: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly stopSignal: string | null;
}

export interface ContainerOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Instead of the image's own. */
  readonly command?: readonly string[];
  /** The port that the service listens on in the container; default 3000. Requests reach it by another. */
  readonly port?: number;
  /**
   * `host`: the machine's own network, in which databases and relays of the scenario are where their URLs say. PORT is then a
   * free port, unless `env` has one. `none`: no network, and no requests. By default a network of its own.
   */
  readonly network?: 'own' | 'host' | 'none';
  /** `--read-only`. */
  readonly readOnly?: boolean;
  /** `--cap-drop ALL --security-opt no-new-privileges`. */
  readonly withoutCapabilities?: boolean;
  /** How a transcript names it. */
  readonly name?: string;
}

export interface Container extends HttpClient {
  readonly id: string;
  /** What it wrote so far. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  /** The JSON lines of its standard output so far. */
  logs(): readonly LogLine[];
  /** The next line, also one that came before, that satisfies the test; null past the patience or at its end. */
  log(test: (line: LogLine) => boolean, patienceMs?: number): Promise<LogLine | null>;
  /** Waits until its log says that it listens. Fails the requirement where it does not. */
  listening(patienceMs?: number): Promise<void>;
  /** Waits until the engine says that it is healthy; otherwise what it says past the patience (default 30,000). */
  health(patienceMs?: number): Promise<'healthy' | 'unhealthy' | 'starting' | 'none' | 'ended'>;
  /** Process 1, as the system sees it; null when it has ended. */
  process(): Promise<{ readonly uid: number; readonly command: string } | null>;
  /** Runs a command in it. */
  run(command: readonly string[]): Promise<{ readonly code: number; readonly output: string }>;
  signal(name: NodeJS.Signals): Promise<void>;
  /** As `docker stop`: its stop signal, and SIGKILL after so many seconds (default 10). */
  stop(seconds?: number): Promise<ContainerEnd>;
  /** Waits for its end; null past the patience (default 10,000). */
  ended(patienceMs?: number): Promise<ContainerEnd | null>;
}

export interface ContainerEnd {
  /** 137 where it was killed, 143 where SIGTERM ended it. */
  readonly code: number;
  /** Whether it needed more memory than it may have. */
  readonly outOfMemory: boolean;
}
