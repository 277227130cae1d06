import type { CgroupParent } from './cgroup.ts';
import type { ContainerWalls } from './container/container-walls.ts';
import type { Identity } from './identity.ts';

/** What stands between a submission and the machine, as plain data for the judging processes. */
export type Walls =
  | { readonly isolation: 'process'; readonly identity: Identity }
  | ({ readonly isolation: 'bubblewrap' } & BubblewrapWalls)
  | ({ readonly isolation: 'container' } & ContainerWalls);

export interface BubblewrapWalls {
  readonly tools: BubblewrapTools;
  /** Where groups of processes can be given limits that the kernel keeps; null where none can be made. */
  readonly cgroups: CgroupParent | null;
  /** Folders that no box may see, wherever they lie. */
  readonly concealed: readonly string[];
}

/** Absolute paths of what opens a box and enters it. All but bubblewrap belong to util-linux. */
export interface BubblewrapTools {
  readonly bwrap: string;
  readonly unshare: string;
  readonly nsenter: string;
  readonly setsid: string;
  readonly setpriv: string;
  /**
   * Whether boxes of root's lie in a namespace of users that refuses further ones. Those of others always do: bubblewrap
   * makes it.
   */
  readonly ownUsers: boolean;
}
