import { isUtf8 } from 'node:buffer';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import {
  type Entry,
  fromBufferPromise,
  getFileNameLowLevel,
  type LocalFileHeader,
  type ZipFile,
} from 'yauzl';
import { showPath, tooLarge } from '../workspace/submission-errors.ts';
import type { Archive, ArchiveEntry, EntryKind } from './archive.ts';
import { damaged, notSupported, unsafe } from './archive-errors.ts';
import type { ArchiveLimits } from './archive-limits.ts';

/**
 * Reads a zip by its directory, and holds every file's own header against it: a program that goes by the headers must find
 * the same. Names are taken as bytes, so that ours are the only rules about them. (PKWARE APPNOTE 6.3.10, sections 4.3
 * and 4.4.)
 */
export async function readZip(zip: Buffer, limits: ArchiveLimits): Promise<Archive> {
  const file = await open(zip);
  if (file.entryCount > limits.entries) throw tooLarge(`the archive has more than ${limits.entries} entries`);
  const found: Entry[] = [];
  const entries: ArchiveEntry[] = [];
  try {
    for await (const entry of file.eachEntry()) {
      entries.push(describe(entry, found.length));
      found.push(entry);
    }
  } catch (error) {
    throw asDamaged(error);
  }
  return {
    entries,
    async read(wanted, take) {
      const asked = new Set(wanted);
      const spans = await Promise.all(
        entries.map((entry) => findSpan(file, entry, found[entry.at] as Entry, asked.has(entry))),
      );
      refuseOverlaps(spans, zip);
      for (const entry of wanted) take(entry, await unpack(file, found[entry.at] as Entry, entry));
    },
    async [Symbol.asyncDispose]() {
      file.close();
    },
  };
}

async function open(zip: Buffer): Promise<ZipFile> {
  try {
    return await fromBufferPromise(zip, { decodeStrings: false, validateEntrySizes: true, autoClose: false });
  } catch (error) {
    throw asDamaged(error);
  }
}

function describe(entry: Entry, at: number): ArchiveEntry {
  const path = nameOf(entry);
  if (entry.isEncrypted()) {
    throw notSupported(`${showPath(path)} is encrypted`, 'Pack it anew without a password.');
  }
  if (!entry.canDecodeFileData()) {
    const hint = 'Pack it anew with the usual method (deflate), as `zip` and the file managers do.';
    throw notSupported(
      `${showPath(path)} is packed by method ${entry.compressionMethod}, which is not read`,
      hint,
    );
  }
  const mode = entry.externalFileAttributes >>> 16;
  const kind = kindOf(path, mode, entry.externalFileAttributes);
  if (kind === 'folder' && entry.uncompressedSize > 0) throw damaged('has a folder with contents of its own');
  return { path, kind, bytes: entry.uncompressedSize, packed: entry.compressedSize, mode: mode & 0o7777, at };
}

/**
 * UTF-8 where the flag says so or where the bytes are UTF-8 (macOS forgets the flag), else the code page that the format
 * names. Info-ZIP's second name counts where the first could not be written.
 */
function nameOf({ fileNameRaw, extraFields, generalPurposeBitFlag }: Entry): string {
  const name = fileNameRaw.toString('utf8');
  for (const { id, data } of extraFields) {
    if (id !== unicodePath || data.length < 5) continue;
    const second = data.subarray(5);
    if (second.equals(fileNameRaw)) continue;
    if (isAscii(fileNameRaw)) throw unsafe(name, `has a second name, ${showPath(second.toString('utf8'))}`);
    return second.toString('utf8');
  }
  if ((generalPurposeBitFlag & namesAreUtf8) !== 0 || isUtf8(fileNameRaw)) return name;
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, [], true);
}

const namesAreUtf8 = 0x800;
const unicodePath = 0x7075;

function isAscii(bytes: Buffer): boolean {
  return bytes.every((byte) => byte < 0x80);
}

/** The upper half of the attributes is the mode of Unix, 0 where another system made the zip. */
function kindOf(path: string, mode: number, attributes: number): EntryKind {
  switch (mode & 0o170000) {
    case 0:
      return path.endsWith('/') || (attributes & dosFolder) !== 0 ? 'folder' : 'file';
    case 0o100000:
      return path.endsWith('/') ? 'folder' : 'file';
    case 0o040000:
      return 'folder';
    case 0o120000:
      return 'symbolic link';
    case 0o010000:
      return 'named pipe';
    case 0o140000:
      return 'socket';
    case 0o020000:
    case 0o060000:
      return 'device';
    default:
      return 'entry of an unknown kind';
  }
}

const dosFolder = 0x10;
/** Sizes and checksum stand behind the data, and the header has zeros. */
const sizesFollow = 0x8;
const inZip64 = 0xffffffff;

async function findSpan(
  file: ZipFile,
  described: ArchiveEntry,
  entry: Entry,
  isWanted: boolean,
): Promise<Span> {
  try {
    const header = await file.readLocalFileHeaderPromise(entry);
    if (isWanted) compare(described, entry, header);
    const from = entry.relativeOffsetOfLocalHeader;
    return { path: described.path, from, to: header.fileDataStart + entry.compressedSize };
  } catch (error) {
    throw asDamaged(error);
  }
}

function compare({ path }: ArchiveEntry, entry: Entry, header: LocalFileHeader): void {
  const differs = (what: string) =>
    unsafe(path, `has another ${what} in its own header than in the directory`);
  if (!header.fileName.equals(entry.fileNameRaw)) throw differs('name');
  if (header.compressionMethod !== entry.compressionMethod) throw differs('method');
  if ((header.generalPurposeBitFlag & 0x1) !== 0) throw differs('encryption');
  const follows = (entry.generalPurposeBitFlag & header.generalPurposeBitFlag & sizesFollow) !== 0;
  const agree = (own: number, directory: number) =>
    own === directory || own === inZip64 || (follows && own === 0);
  if (!agree(header.compressedSize, entry.compressedSize)) throw differs('size');
  if (!agree(header.uncompressedSize, entry.uncompressedSize)) throw differs('size');
  if (!agree(header.crc32, entry.crc32)) throw differs('checksum');
}

interface Span {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Overlapping files are how 42 kB become petabytes: many entries share the same packed bytes. What stands between them is no
 * file either: a program that goes by the headers would find it.
 */
function refuseOverlaps(spans: readonly Span[], zip: Buffer): void {
  const sorted = spans.toSorted((a, b) => a.from - b.from);
  let end = 0;
  for (const { path, from, to } of sorted) {
    if (from < end) throw unsafe(path, 'shares its bytes with another file of the archive');
    refuseUnnamed(zip.subarray(end, from));
    end = to;
  }
  if (end > zip.length) throw damaged('ends in the middle of a file');
  refuseUnnamed(zip.subarray(end));
}

function refuseUnnamed(between: Buffer): void {
  if (between.includes(fileSignature)) throw damaged('holds a file that its directory does not name');
}

const fileSignature = Buffer.from('PK\x03\x04', 'latin1');

async function unpack(file: ZipFile, entry: Entry, { path, bytes }: ArchiveEntry): Promise<Buffer> {
  try {
    // The library ends a file that unpacks to more than it promised, or to less.
    const content = await buffer(await file.openReadStreamPromise(entry));
    if (content.length !== bytes || crc32(content) !== entry.crc32)
      throw damaged(`is damaged: ${showPath(path)} is not what its checksum says`);
    return content;
  } catch (error) {
    throw asDamaged(error);
  }
}

function asDamaged(error: unknown): Error {
  if (error instanceof Error && error.name === 'CheckerError') return error;
  return damaged(`cannot be read: ${error instanceof Error ? error.message : String(error)}`, error);
}
