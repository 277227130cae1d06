/** How large a submission may be. Generous for what people write by hand; small against archives made to hurt. */
export interface SnapshotLimits {
  readonly files: number;
  /** Files, folders and what is skipped together: bounds the walk itself. */
  readonly entries: number;
  readonly totalBytes: number;
  readonly fileBytes: number;
  /** Folders within folders. */
  readonly depth: number;
  /** Length of a relative path in bytes. */
  readonly pathBytes: number;
}

const MiB = 1024 * 1024;

export const snapshotLimits: SnapshotLimits = {
  files: 2_000,
  entries: 8_000,
  totalBytes: 16 * MiB,
  fileBytes: 4 * MiB,
  depth: 20,
  pathBytes: 400,
};
