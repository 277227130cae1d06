import type { Limits } from '../course/manifest.ts';
import type { Ending, LimitHit } from '../judge/observation.ts';
import type { BoxNetwork } from './box-network.ts';
import type { Identity } from './identity.ts';

/**
 * The isolated place where one scenario of one submission runs. Whatever the isolation, a box holds the built snapshot
 * (read-only), the allowed packages (read-only) and a scratch folder; it has a clean environment, and everything that was
 * started in it is gone when it is disposed of, also what forked itself away.
 *
 * One box serves one scenario: processes started in the same box see each other's pids, files and loopback ports.
 */
export interface Box extends AsyncDisposable {
  readonly isolation: Isolation;
  /** Who its programs run as. */
  readonly identity: Identity;
  /** The scratch folder as the judge sees it. Its `work/` is the working directory, `tmp/` is TMPDIR, `home/` is HOME. */
  readonly scratch: string;
  /** Where a path of the judge's stands inside the box: the same for a process, another for a container. */
  inside(path: string): string;
  /** The loopback that its processes see. */
  readonly network: BoxNetwork;
  /** Lets the box write to a folder besides its scratch. Before anything runs in it. */
  share(folder: string): void;
  /** Absolute path of a tool that a command of the box may run, or null. `path` is the judge's own PATH. */
  findTool(name: string, path: string): Promise<string | null>;
  /** Rejects with BOX_UNAVAILABLE where the box itself is at fault. */
  spawn(command: BoxCommand): Promise<BoxProcess>;
  /** Ends everything in the box now; true when something was still running. */
  killAll(): Promise<boolean>;
  /** What has gone wrong with the box itself since it was opened; null while all is well. */
  trouble(): Promise<string | null>;
}

export type Isolation = 'process' | 'bubblewrap' | 'container';

export interface BoxOptions {
  /** Absolute folder of the built snapshot. */
  readonly app: string;
  /** Folders that may be read besides the snapshot, for example the allowed packages. */
  readonly readable: readonly string[];
  readonly limits: Limits;
  /** Folder under which the box makes its scratch folder; it belongs to the run and goes with it. */
  readonly parent: string;
  /** The Node that runs submissions. */
  readonly node: string;
}

export interface BoxCommand {
  /** What runs: an entry of the snapshot or a file of the judge's under `app` or `readable`, by node; or a tool. */
  readonly run:
    | { readonly kind: 'node'; readonly entry: string; readonly nodeOptions?: readonly string[] }
    | { readonly kind: 'tool'; readonly file: string };
  readonly args: readonly string[];
  /** Added to the clean environment of the box. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the scratch folder's `work/`. */
  readonly cwd?: string;
  /** `permission` turns Node's permission model on: reads in the snapshot and scratch, writes in scratch. */
  readonly permission?: PermissionGrant;
  /** A command put before node, for example `strace -f …`. */
  readonly wrapper?: readonly string[];
  /** Overrides of the box's limits for this process alone. */
  readonly limits?: Partial<Limits> & { readonly fileBytes?: number };
  /** Extra pipes from fd 3 on, for a driver link. */
  readonly pipes?: number;
}

export type PermissionGrant =
  | { readonly kind: 'off' }
  | { readonly kind: 'on'; readonly childProcesses?: boolean; readonly workers?: boolean };

/** A running process of a box. Its streams are capped: what exceeds the cap is read and dropped, and said so. */
export interface BoxProcess {
  readonly pid: number;
  readonly stdin: NodeJS.WritableStream;
  readonly stdout: CappedOutput;
  readonly stderr: CappedOutput;
  readonly pipes: readonly (NodeJS.ReadableStream & NodeJS.WritableStream)[];
  signal(name: NodeJS.Signals): void;
  /** Kills the process and its whole group. */
  kill(): void;
  /** Settles when the process has ended and its streams are read; never rejects. */
  readonly exited: Promise<BoxExit>;
}

export interface CappedOutput {
  /** What was kept so far. */
  bytes(): Buffer;
  text(): string;
  /** All that was written, kept or not. */
  readonly total: number;
  readonly cut: boolean;
  /** Settles when `found` returns something other than undefined for the text so far, or null when the stream ended. */
  until<T>(found: (text: string) => T | undefined, signal: AbortSignal): Promise<T | null>;
  /** Closes the reading end, as `head` does. */
  close(): void;
}

export interface BoxExit {
  readonly ending: Ending;
  readonly wallMs: number;
  /** User and system time of the process group, as last seen; null where the system does not tell. */
  readonly cpuMs: number | null;
  readonly peakMemoryBytes: number | null;
  readonly limits: readonly LimitHit[];
  /** Processes of its group that were still alive when it had ended; they were killed. */
  readonly leftBehind: number;
}
