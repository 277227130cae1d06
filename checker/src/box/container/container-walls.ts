import type { Identity } from '../identity.ts';

/** What a judging process needs to know to open containers, as plain data. */
export interface ContainerWalls {
  /** Of the engine, on this machine. */
  readonly socketPath: string;
  readonly image: string;
  /** How many processors a box may keep busy; null for all. */
  readonly cpus: number | null;
  /** The control group that a box's own is made in; null for the engine's usual one. */
  readonly cgroupParent: string | null;
  /** On every container of ours, so that those of a killed checker are found. */
  readonly labels: Readonly<Record<string, string>>;
  /** The built supervisor. */
  readonly supervisor: string;
  /** Who submissions run as, in the container as outside of it. */
  readonly identity: Identity;
  readonly uid: number;
  readonly gid: number;
  /** Files of ours that take the place of those of the image, by their paths in it: so that the user has a name. */
  readonly laid: Readonly<Record<string, string>>;
}
