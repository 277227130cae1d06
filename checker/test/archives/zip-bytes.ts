import { crc32, deflateRawSync } from 'node:zlib';

/** One entry of a zip, byte for byte. What the file's own header says can be made to differ from the directory. */
export interface ZipEntry {
  readonly path: string | Buffer;
  readonly body?: string | Buffer;
  readonly stored?: true;
  /** Mode of Unix, with the kind of file. */
  readonly mode?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly crc?: number;
  /** Uncompressed size in the directory and the header. */
  readonly size?: number;
  readonly extra?: Buffer;
  readonly header?: {
    readonly path?: string;
    readonly size?: number;
    readonly crc?: number;
    readonly method?: number;
  };
  /** The data and header of an earlier entry, by its index, in place of its own. */
  readonly sameAs?: number;
}

export interface ZipShape {
  readonly before?: Buffer;
  readonly after?: Buffer;
  /** In place of the true number of entries. */
  readonly count?: number;
  /** In place of the true place of the directory. */
  readonly directoryAt?: number;
}

const utf8 = 0x800;

export function zipOf(entries: readonly ZipEntry[], shape: ZipShape = {}): Buffer {
  const before = shape.before ?? Buffer.alloc(0);
  const locals: Buffer[] = [];
  const offsets: number[] = [];
  let at = before.length;
  for (const entry of entries) {
    if (entry.sameAs !== undefined) {
      offsets.push(offsets[entry.sameAs] as number);
      continue;
    }
    const local = localBytes(entry);
    offsets.push(at);
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(
    entries.map((entry, index) => directoryBytes(entry, offsets[index] as number)),
  );
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(shape.count ?? entries.length, 8);
  end.writeUInt16LE(shape.count ?? entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(shape.directoryAt ?? at, 16);
  return Buffer.concat([before, ...locals, directory, end, shape.after ?? Buffer.alloc(0)]);
}

interface Fields {
  readonly name: Buffer;
  readonly data: Buffer;
  readonly size: number;
  readonly crc: number;
  readonly method: number;
}

function fieldsOf(entry: ZipEntry): Fields {
  const body = Buffer.from(entry.body ?? '');
  return {
    name: Buffer.from(entry.path),
    data: entry.stored === true ? body : deflateRawSync(body),
    size: entry.size ?? body.length,
    crc: entry.crc ?? crc32(body),
    method: entry.method ?? (entry.stored === true ? 0 : 8),
  };
}

function localBytes(entry: ZipEntry): Buffer {
  const { name, data, size, crc, method } = fieldsOf(entry);
  const own = entry.header ?? {};
  const ownName = own.path === undefined ? name : Buffer.from(own.path);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(entry.flags ?? utf8, 6);
  header.writeUInt16LE(own.method ?? method, 8);
  header.writeUInt32LE(own.crc ?? crc, 14);
  header.writeUInt32LE(data.length, 18);
  header.writeUInt32LE(own.size ?? size, 22);
  header.writeUInt16LE(ownName.length, 26);
  return Buffer.concat([header, ownName, data]);
}

function directoryBytes(entry: ZipEntry, offset: number): Buffer {
  const { name, data, size, crc, method } = fieldsOf(entry);
  const extra = entry.extra ?? Buffer.alloc(0);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE((3 << 8) | 20, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(entry.flags ?? utf8, 8);
  header.writeUInt16LE(method, 10);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(data.length, 20);
  header.writeUInt32LE(size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name, extra]);
}
