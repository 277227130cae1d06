import { type SnapshotLimits, snapshotLimits } from '../workspace/snapshot-limits.ts';

/** What an archive may cost us before we know what is in it. What comes out of it is held to the limits of a snapshot. */
export interface ArchiveLimits {
  readonly snapshot: SnapshotLimits;
  /** Size of the archive itself. */
  readonly archiveBytes: number;
  /** Unpacked, together with what is left out of submissions, such as node_modules. */
  readonly unpackedBytes: number;
  /** All entries, also of what is left out. */
  readonly entries: number;
  /** Unpacked to packed. Sources reach 3 to 10, a log of one repeated line 200; deflate ends at 1032. */
  readonly ratio: number;
  /** The ratio counts from this size on. */
  readonly ratioFromBytes: number;
  /** Bytes of one name in a path: what file systems take. */
  readonly nameBytes: number;
}

const MiB = 1024 * 1024;

export const archiveLimits: ArchiveLimits = {
  snapshot: snapshotLimits,
  archiveBytes: 32 * MiB,
  unpackedBytes: 128 * MiB,
  entries: 20_000,
  ratio: 250,
  ratioFromBytes: 2 * MiB,
  nameBytes: 255,
};
