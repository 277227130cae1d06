import { promisify } from 'node:util';
import { constants, gunzip, type InputType, type ZlibOptions } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { tooLarge } from '../workspace/submission-errors.ts';
import type { Archive, ArchiveEntry, EntryKind } from './archive.ts';
import { damaged, notSupported, unsafe } from './archive-errors.ts';
import type { ArchiveLimits } from './archive-limits.ts';
import { walkTar } from './walk-tar.ts';

/** Reads a tar that is whole in memory. Throws ARCHIVE_DAMAGED or ARCHIVE_UNSAFE. */
export function readTar(tar: Buffer, limits: ArchiveLimits): Archive {
  const sizes = walkTar(tar);
  const entries: ArchiveEntry[] = [];
  const contents = new Map<ArchiveEntry, Buffer[]>();
  const parser = new Parser({ strict: true, gzip: false, brotli: false, zstd: false });
  const add = (read: ReadEntry): Buffer[] => {
    // Where the library goes on elsewhere, because of a name or a record that it heeds, it takes contents for headers.
    if (read.size !== sizes[entries.length]) throw ambiguous();
    const entry = describe(read, entries.length);
    if (entries.length >= limits.entries)
      throw tooLarge(`the archive has more than ${limits.entries} entries`);
    entries.push(entry);
    const chunks: Buffer[] = [];
    contents.set(entry, chunks);
    return chunks;
  };
  let fault: Error | null = null;
  parser.on('error', (error: Error) => {
    fault ??= error;
  });
  parser.on('entry', (read) => {
    const chunks = add(read);
    // Parts of the tar itself: nothing is copied.
    read.on('data', (chunk: Buffer) => chunks.push(chunk));
  });
  parser.on('ignoredEntry', add);
  // The library takes a tar of nothing for none.
  if (sizes.length > 0) parser.end(tar);
  if (fault !== null) throw damaged(`cannot be read: ${(fault as Error).message}`, fault);
  if (entries.length < sizes.length) throw ambiguous();
  return {
    entries,
    async read(wanted, take) {
      for (const entry of wanted) take(entry, Buffer.concat(contents.get(entry) ?? []));
    },
    async [Symbol.asyncDispose]() {},
  };
}

function ambiguous(): Error {
  return damaged('has a file whose contents programs skip in different ways');
}

/** Unpacks gzip, in which a tar is expected. */
export async function readTarGz(packed: Buffer, limits: ArchiveLimits): Promise<Archive> {
  const { tar, read } = await unpack(packed, limits);
  if (read < packed.length) throw damaged('goes on after its end');
  if (tar.length > limits.ratioFromBytes && tar.length > packed.length * limits.ratio) {
    const hint = 'No source is packed so tightly. Remove what is not source, and pack anew.';
    const growth = `would grow from ${packed.length} to ${tar.length} bytes`;
    throw unsafe('the archive', `${growth}, as archives do that are made to fill a disk`, hint);
  }
  if (!looksLikeTar(tar)) throw notSupported('it is a gzip file with no tar in it');
  return readTar(tar, limits);
}

/** The magic of ustar, old GNU and pax alike. */
export function looksLikeTar(bytes: Buffer): boolean {
  return bytes.length >= 512 && bytes.toString('latin1', 257, 262) === 'ustar';
}

/** With `info`, the result carries the engine too, which knows how much it has read: junk after the end is no error to it. */
const gunzipWithInfo = promisify(gunzip) as unknown as (
  input: InputType,
  options: ZlibOptions,
) => Promise<{ readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } }>;

async function unpack(
  packed: Buffer,
  { unpackedBytes }: ArchiveLimits,
): Promise<{ readonly tar: Buffer; readonly read: number }> {
  try {
    const options = { info: true, maxOutputLength: unpackedBytes, finishFlush: constants.Z_FINISH };
    const { buffer, engine } = await gunzipWithInfo(packed, options);
    return { tar: buffer, read: engine.bytesWritten };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(`the archive unpacks to more than ${unpackedBytes} bytes`);
    throw damaged(`cannot be unpacked: ${(error as Error).message}`, error);
  }
}

function describe(read: ReadEntry, at: number): ArchiveEntry {
  const kind = kinds[read.type] ?? 'entry of an unknown kind';
  return {
    path: read.path,
    kind,
    bytes: kind === 'file' ? read.size : 0,
    packed: null,
    mode: read.mode ?? 0,
    at,
  };
}

const kinds: Readonly<Partial<Record<string, EntryKind>>> = {
  File: 'file',
  OldFile: 'file',
  ContiguousFile: 'file',
  Directory: 'folder',
  Link: 'hard link',
  SymbolicLink: 'symbolic link',
  CharacterDevice: 'device',
  BlockDevice: 'device',
  FIFO: 'named pipe',
  SparseFile: 'sparse file',
};
