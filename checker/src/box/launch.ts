import type { ChildProcess } from 'node:child_process';
import type { Limits } from '../course/manifest.ts';
import type { BoxCommand, BoxOptions } from './box.ts';
import type { Cgroup } from './cgroup.ts';

/** How a command becomes a process: where the boxes differ. */
export interface Launch {
  readonly line: readonly [string, ...string[]];
  /** Where the child stands before it enters anything. */
  readonly cwd: string;
  readonly user: { readonly uid: number; readonly gid: number } | null;
  /** A pipe after the command's own, for `locate`. */
  readonly reports: boolean;
  /** The program's pid, once it is the program: not the child's where that enters a namespace first. */
  locate(child: ChildProcess): Promise<number>;
  /** The kernel's own limits on it; null where it has none. */
  readonly cgroup: Cgroup | null;
}

/** Of one box: the launch of a command. */
export type PrepareLaunch = (
  command: BoxCommand,
  limits: Limits & { readonly fileBytes?: number },
) => Promise<Launch>;

export interface SpawnOptions extends Pick<BoxOptions, 'limits'> {
  readonly scratch: string;
  readonly prepare: PrepareLaunch;
}
