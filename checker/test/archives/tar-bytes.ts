import { gzipSync } from 'node:zlib';

/** One entry of a tar, byte for byte: what a library would refuse to write can be written here. */
export interface TarEntry {
  readonly path: string;
  readonly body?: string | Buffer;
  /** '0' a file, '1' a hard link, '2' a symbolic link, '3' '4' devices, '5' a folder, '6' a pipe, 'x' 'g' pax, 'L' GNU. */
  readonly type?: string;
  readonly link?: string;
  readonly mode?: number;
  /** In place of the body's length. */
  readonly size?: string;
  readonly badChecksum?: true;
}

const block = 512;
export const endMark = Buffer.alloc(2 * block);

export function tarOf(entries: readonly TarEntry[], end: Buffer = endMark): Buffer {
  return Buffer.concat([...entries.map(entryBytes), end]);
}

export function tarGzOf(entries: readonly TarEntry[]): Buffer {
  return gzipSync(tarOf(entries));
}

/** An extended header with these records, in front of an entry. */
export function pax(records: Readonly<Record<string, string | Buffer>>, type = 'x'): TarEntry {
  const body = Buffer.concat(Object.entries(records).map(([key, value]) => record(key, value)));
  return { path: 'PaxHeaders/0', type, body };
}

function record(key: string, value: string | Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from('\n')]);
  let length = rest.length + 1;
  while (`${length}`.length + rest.length !== length) length += 1;
  return Buffer.concat([Buffer.from(`${length}`), rest]);
}

export function entryBytes({
  path,
  body = '',
  type = '0',
  link = '',
  mode = 0o644,
  size,
  badChecksum,
}: TarEntry): Buffer {
  const bytes = Buffer.from(body);
  const header = Buffer.alloc(block);
  header.write(path, 0, 100);
  header.write(`${mode.toString(8).padStart(7, '0')}\0`, 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(size ?? `${bytes.length.toString(8).padStart(11, '0')}\0`, 124, 12, 'latin1');
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write(link, 157, 100);
  header.write('ustar\0' + '00', 257);
  const sum = header.reduce((total, byte) => total + byte, badChecksum === true ? 1 : 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, bytes, Buffer.alloc((block - (bytes.length % block)) % block)]);
}
