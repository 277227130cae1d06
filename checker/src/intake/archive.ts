/** What an archive says it holds, before anything of it is believed or written. */
export interface Archive extends AsyncDisposable {
  readonly entries: readonly ArchiveEntry[];
  /** Gives the bytes of each entry that is wanted, in any order; every size and checksum that the archive has is held to. */
  read(wanted: readonly ArchiveEntry[], take: (entry: ArchiveEntry, bytes: Buffer) => void): Promise<void>;
}

export interface ArchiveEntry {
  /** As it stands in the archive, not yet looked at; U+FFFD where it is no UTF-8. */
  readonly path: string;
  readonly kind: EntryKind;
  /** Bytes when unpacked, as the archive promises; 0 for what is no file. */
  readonly bytes: number;
  /** Bytes as packed, where entries are packed one by one. */
  readonly packed: number | null;
  /** Permission bits with setuid and its like; 0 where the archive says none. */
  readonly mode: number;
  /** Where the reader finds it again. */
  readonly at: number;
}

export type EntryKind =
  | 'file'
  | 'folder'
  | 'symbolic link'
  | 'hard link'
  | 'device'
  | 'named pipe'
  | 'socket'
  | 'submodule'
  | 'sparse file'
  | 'entry of an unknown kind';
