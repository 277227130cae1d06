import type { ErrorCode } from '../../src/errors.ts';
import { type BadArchive, damaged, empty, good, MiB, tooLarge, unknown, unsafe } from './bad-archive.ts';
import { type ZipEntry, zipOf } from './zip-bytes.ts';

/** No packer makes much of it. */
const noise = (bytes: number): Buffer => {
  const out = Buffer.alloc(bytes);
  let state = 1;
  for (let at = 0; at < bytes; at += 1) {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    out[at] = state >> 16;
  }
  return out;
};

const zip = (name: string, entries: readonly ZipEntry[], code: ErrorCode, says: RegExp): BadArchive => ({
  name: `zip: ${name}`,
  bytes: zipOf(entries),
  code,
  says,
});

export const badZips: readonly BadArchive[] = [
  zip(
    'a symbolic link',
    [good, { path: 'l', body: '/etc/passwd', mode: 0o120777 }],
    unsafe,
    /^l is a symbolic link/,
  ),
  zip('a device', [good, { path: 'd', mode: 0o060644 }], unsafe, /^d is a device$/),
  zip('a named pipe', [good, { path: 'p', mode: 0o010644 }], unsafe, /^p is a named pipe$/),
  zip('a socket', [good, { path: 's', mode: 0o140644 }], unsafe, /^s is a socket$/),
  zip('the setuid bit', [{ ...good, mode: 0o104755 }], unsafe, /has the setuid or setgid bit$/),
  zip('a NUL in a name', [{ path: 'src/main.ts\0.txt', body: 'x' }], unsafe, /has a NUL in its name$/),
  zip(
    'a name that is not UTF-8 though it says so',
    [{ path: Buffer.from([0x61, 0xff]), body: 'x' }],
    unsafe,
    /not UTF-8$/,
  ),
  zip('an encrypted file', [{ ...good, flags: 0x801 }], unknown, /^src\/main\.ts is encrypted$/),
  zip(
    'an encrypted file whose name steers a terminal',
    [{ ...good, path: 'a\u001b[2J', flags: 0x801 }],
    unknown,
    /^"a\\u001b\[2J" is encrypted$/,
  ),
  zip('strong encryption', [{ ...good, flags: 0x841 }], damaged, /strong encryption/),
  zip('a method that is not read', [{ ...good, method: 14 }], unknown, /is packed by method 14/),
  zip(
    'another name in the header',
    [{ ...good, header: { path: 'src/evil.ts' } }],
    unsafe,
    /has another name in its own header/,
  ),
  zip(
    'another size in the header',
    [{ ...good, header: { size: 5 } }],
    unsafe,
    /has another size in its own header/,
  ),
  zip(
    'another checksum in the header',
    [{ ...good, header: { crc: 5 } }],
    unsafe,
    /has another checksum in its own header/,
  ),
  zip(
    'another method in the header',
    [{ ...good, header: { method: 0 } }],
    unsafe,
    /has another method in its own header/,
  ),
  zip(
    'a second name',
    [{ ...good, extra: secondName('../outside.ts') }],
    unsafe,
    /has a second name, \.\.\/outside\.ts$/,
  ),
  zip('a wrong checksum', [{ ...good, crc: 1 }], damaged, /is not what its checksum says$/),
  zip('more bytes than promised', [{ ...good, size: 3 }], damaged, /too many bytes/),
  zip('fewer bytes than promised', [{ ...good, size: 300 }], damaged, /not enough bytes/),
  zip('files that share their bytes', [good, { ...good, sameAs: 0 }], unsafe, /stands in the archive twice$/),
  zip('a bomb', [{ path: 'b', body: Buffer.alloc(4 * MiB) }], unsafe, /would grow from \d+ to 4194304 bytes/),
  zip(
    'a bomb that hides its size',
    [{ path: 'b', body: Buffer.alloc(4 * MiB), size: 1000 }],
    damaged,
    /too many bytes/,
  ),
  zip(
    'a file that is too large',
    [{ path: 'n', body: noise(4 * MiB + 1), stored: true }],
    tooLarge,
    /n has 4194305 bytes/,
  ),
  zip(
    'a folder with contents',
    [{ path: 'src/', body: 'x', mode: 0o040755 }],
    damaged,
    /a folder with contents/,
  ),
  zip('nothing', [], empty, /holds no files$/),
  {
    name: 'zip: files that share some bytes',
    bytes: overlapping(),
    code: unsafe,
    says: /shares its bytes with another file/,
  },
  { name: 'zip: cut off', bytes: zipOf([good]).subarray(0, 60), code: damaged, says: /cannot be read/ },
  {
    name: 'zip: junk behind it',
    bytes: zipOf([good], { after: Buffer.from('junk') }),
    code: damaged,
    says: /extra bytes at the end/,
  },
  {
    name: 'zip: a program before it',
    bytes: zipOf([good], { before: Buffer.from('PK#!/bin/sh\n'), directoryAt: 0 }),
    code: damaged,
    says: /cannot be read/,
  },
  {
    name: 'zip: a file that the directory does not name',
    bytes: zipOf([good], { before: zipOf([{ ...good, body: 'another' }]) }),
    code: damaged,
    says: /holds a file that its directory does not name$/,
  },
  {
    name: 'zip: a directory past the end',
    bytes: zipOf([good], { directoryAt: 1e9 }),
    code: damaged,
    says: /cannot be read/,
  },
  {
    name: 'zip: more entries than there are',
    bytes: zipOf([good], { count: 9 }),
    code: damaged,
    says: /cannot be read/,
  },
  {
    name: 'zip: more entries than are read',
    bytes: zipOf([good], { count: 30_000 }),
    code: tooLarge,
    says: /more than 20000 entries/,
  },
];

/** Info-ZIP's field with a name in UTF-8 that stands for the first one. */
function secondName(second: string): Buffer {
  const data = Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), Buffer.from(second)]);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(0x7075, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

/** The second entry's header lies inside of the first one's data, as in bombs that use the same bytes again and again. */
function overlapping(): Buffer {
  const inner = zipOf([{ path: 'b.ts', body: 'b', stored: true }]);
  const local = inner.subarray(0, 30 + 4 + 1);
  const outer = zipOf([
    { path: 'a.ts', body: local, stored: true },
    { path: 'b.ts', body: 'b', stored: true },
  ]);
  const directory = outer.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
  const second = outer.indexOf(Buffer.from('PK\x01\x02', 'latin1'), directory + 4);
  outer.writeUInt32LE(30 + 4, second + 42);
  return outer;
}
