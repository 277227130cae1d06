import { gzipSync } from 'node:zlib';
import type { ErrorCode } from '../../src/errors.ts';
import { endMark, entryBytes, pax, type TarEntry, tarGzOf, tarOf } from './tar-bytes.ts';
import { type ZipEntry, zipOf } from './zip-bytes.ts';

export interface BadArchive {
  readonly name: string;
  readonly bytes: Buffer;
  readonly code: ErrorCode;
  /** What its one line must say. */
  readonly says: RegExp;
}

const unsafe = 'ARCHIVE_UNSAFE';
const damaged = 'ARCHIVE_DAMAGED';
const unknown = 'ARCHIVE_UNKNOWN';
const tooLarge = 'SUBMISSION_TOO_LARGE';
const empty = 'SUBMISSION_MISSING';

const good: TarEntry & ZipEntry = { path: 'src/main.ts', body: 'console.log(1);\n' };
const MiB = 1024 * 1024;
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

/** Names that are refused in any archive, with what is said of them. */
const badNames: Readonly<Record<string, readonly [path: string, says: RegExp]>> = {
  'an absolute path': ['/etc/cron.d/x', /^\/etc\/cron\.d\/x is an absolute path$/],
  'a path that leads out': ['../../outside.txt', /^\.\.\/\.\.\/outside\.txt leads out of the archive$/],
  'a path that leads out on a detour': ['a/b/../../../outside.txt', /leads out of the archive$/],
  'a path that leads out of what is left out': ['node_modules/../../outside.txt', /leads out/],
  'a backslash': ['src\\..\\..\\outside.txt', /has a backslash in its name$/],
  'a drive letter': ['C:/outside.txt', /begins with a drive letter$/],
  'an alternate stream': ['src/main.ts:hidden', /has a colon in its name/],
  'a line end': ['src/a\nb.ts', /has a control character in its name$/],
  'a terminal escape': ['src/\u001b[2Jb.ts', /^"src\/\\u001b\[2Jb\.ts" has a control character/],
  'a turned name': ['src/\u202etxt.exe', /turns the direction of text$/],
  'a zero-width blank': ['src/ma\u200bin.ts', /has an invisible character in its name$/],
  'an unseen filler': ['src/\u3164.ts', /has an invisible character in its name$/],
  'a device of Windows': ['src/NUL.ts', /has a name that Windows reserves for a device$/],
  'a device of Windows in a folder': ['aux/main.ts', /has a name that Windows reserves/],
  'a name that ends in a dot': ['src/main.', /ends in a dot or a blank/],
  'an empty part': ['src//main.ts', /has an empty part in its path$/],
  'a dot in the middle': ['src/./main.ts', /has an empty part in its path$/],
  'a name that is too long': [`${'n'.repeat(256)}.ts`, /has a name of more than 255 bytes$/],
  'a path that is too deep': [`${'d/'.repeat(23)}x.ts`, /lies more than 20 folders deep$/],
  'a path that is too long': [`${`${'e'.repeat(99)}/`.repeat(7)}x.ts`, /has a path of more than 400 bytes$/],
};

/** Pairs of names that become one elsewhere. */
const collisions: Readonly<Record<string, readonly [first: string, second: string, says: RegExp]>> = {
  'the same name twice': ['src/a.ts', 'src/a.ts', /^src\/a\.ts stands in the archive twice$/],
  'names that differ in case': ['src/A.ts', 'src/a.ts', /differs from src\/A\.ts only in case/],
  'folders that differ in case': ['Src/a.ts', 'src/b.ts', /^src differs from Src only in case/],
  'letters whose capitals are alike': ['stra\u00dfe.ts', 'strasse.ts', /only in case/],
  'accents written in two ways': ['caf\u00e9.ts', 'cafe\u0301.ts', /accents written in two ways/],
  'a file that is a folder': ['src/a', 'src/a/b.ts', /^src\/a is a file and a folder at once$/],
};

const named = (path: string): TarEntry[] =>
  Buffer.byteLength(path) > 100 ? [pax({ path }), { path: 'x', body: 'x' }] : [{ path, body: 'x' }];

const ofNames: BadArchive[] = Object.entries(badNames).flatMap(([name, [path, says]]) => [
  { name: `tar: ${name}`, bytes: tarOf([good, ...named(path)]), code: unsafe, says },
  { name: `zip: ${name}`, bytes: zipOf([good, { path, body: 'x' }]), code: unsafe, says },
]);

const ofCollisions: BadArchive[] = Object.entries(collisions).flatMap(([name, [first, second, says]]) => [
  {
    name: `tar.gz: ${name}`,
    bytes: tarGzOf([
      { path: first, body: '1' },
      { path: second, body: '2' },
    ]),
    code: unsafe,
    says,
  },
  {
    name: `zip: ${name}`,
    bytes: zipOf([
      { path: first, body: '1' },
      { path: second, body: '2' },
    ]),
    code: unsafe,
    says,
  },
]);

const tar = (name: string, entries: readonly TarEntry[], code: ErrorCode, says: RegExp): BadArchive => ({
  name: `tar: ${name}`,
  bytes: tarOf(entries),
  code,
  says,
});

const ofTars: BadArchive[] = [
  tar(
    'a symbolic link',
    [good, { path: 'src/l', type: '2', link: '/etc/passwd' }],
    unsafe,
    /^src\/l is a symbolic link/,
  ),
  tar(
    'a file through a link that it brings',
    [
      { path: 'src', type: '2', link: '/tmp' },
      { path: 'src/outside.txt', body: 'x' },
    ],
    unsafe,
    /^src is a symbolic link: links are not followed$/,
  ),
  tar('a hard link', [good, { path: 'h', type: '1', link: '/etc/shadow' }], unsafe, /^h is a hard link/),
  tar('a character device', [good, { path: 'dev', type: '3' }], unsafe, /^dev is a device$/),
  tar('a block device', [good, { path: 'disk', type: '4' }], unsafe, /^disk is a device$/),
  tar('a named pipe', [good, { path: 'pipe', type: '6' }], unsafe, /^pipe is a named pipe$/),
  tar(
    'a kind that nobody knows',
    [good, { path: 'odd', type: 'Q' }],
    unsafe,
    /^odd is an entry of an unknown kind$/,
  ),
  tar('the setuid bit', [{ ...good, mode: 0o4755 }], unsafe, /has the setuid or setgid bit$/),
  tar(
    'a path from pax that leads out',
    [pax({ path: '../../outside.txt' }), good],
    unsafe,
    /leads out of the archive$/,
  ),
  tar(
    'a link from pax',
    [pax({ linkpath: '/etc' }), { path: 'l', type: '2', link: 'ok' }],
    unsafe,
    /^l is a symbolic link/,
  ),
  tar(
    'a size from pax',
    [pax({ size: '0' }), { path: 'a', body: entryBytes({ path: '../x' }) }],
    damaged,
    /takes the size/,
  ),
  tar('a kind from pax', [pax({ type: 'SymbolicLink' }), good], damaged, /takes the type of a file/),
  tar(
    'one name for all, from pax',
    [pax({ path: 'x' }, 'g'), good],
    damaged,
    /gives all its files the same name$/,
  ),
  tar('a NUL in a name from pax', [pax({ path: 'a\0/../../x' }), good], unsafe, /has a NUL in its name$/),
  tar(
    'a line end in a name from pax',
    [pax({ path: 'a\nb' }), good],
    unsafe,
    /has a control character in its name$/,
  ),
  tar(
    'a record that runs over its header',
    [{ path: 'p', type: 'x', body: '99999 path=x\n' }, good],
    damaged,
    /extended header that does not fit its length$/,
  ),
  tar(
    'a record of negative length',
    [{ path: 'p', type: 'x', body: '-5 =\n' }, good],
    damaged,
    /extended header that does not fit its length$/,
  ),
  tar(
    'a record in the value of another one',
    [pax({ comment: 'x\n14 path=../x\n' }), good],
    damaged,
    /an extended header within another$/,
  ),
  tar('a sparse file of GNU', [good, { path: 's', type: 'S', body: 'x' }], unsafe, /^s is a sparse file$/),
  tar(
    'a sparse file of pax',
    [pax({ 'GNU.sparse.name': 'big' }), good],
    unsafe,
    /^big belongs to a sparse file$/,
  ),
  tar(
    'a long name of GNU that leads out',
    [{ path: '././@LongLink', type: 'L', body: '../../outside.txt\0' }, good],
    unsafe,
    /leads out of the archive$/,
  ),
  tar(
    'a long name of GNU with a NUL in it',
    [{ path: '././@LongLink', type: 'L', body: 'src/a.ts\0/../../x\0' }, good],
    unsafe,
    /has a NUL in its name$/,
  ),
  tar(
    'a name that is not UTF-8',
    [pax({ path: Buffer.from([0x61, 0xff, 0xfe]) }), good],
    unsafe,
    /not UTF-8$/,
  ),
  tar('a wrong checksum', [good, { path: 'b.ts', body: 'x', badChecksum: true }], damaged, /cannot be read/),
  tar(
    'a size that is no number',
    [{ path: 'a.ts', body: 'x', size: '0000000zzzz\0' }],
    damaged,
    /size is no number$/,
  ),
  tar(
    'a size beyond all disks',
    [{ path: 'a.ts', size: '77777777777\0' }],
    damaged,
    /ends in the middle of a file$/,
  ),
  tar(
    'a size in the binary form',
    [{ path: 'a.ts', size: `\x80${'\0'.repeat(10)}\x05` }],
    damaged,
    /no number$/,
  ),
  tar(
    'a folder with a size',
    [{ path: 'src/', type: '5', size: '00000001000\0' }, good],
    damaged,
    /a folder with a size/,
  ),
  tar('nothing', [], empty, /holds no files$/),
  tar(
    'only what is left out',
    [
      { path: 'node_modules/x.js', body: 'x' },
      { path: '.DS_Store', body: 'x' },
    ],
    empty,
    /no files/,
  ),
  tar(
    'too many files',
    Array.from({ length: 2001 }, (_, index) => ({ path: `f${index}.ts` })),
    tooLarge,
    /more than 2000 files$/,
  ),
  tar(
    'too many folders',
    Array.from({ length: 8001 }, (_, index) => ({ path: `f${index}/`, type: '5' })),
    tooLarge,
    /more than 8000 files and folders$/,
  ),
  tar(
    'a file that is too large',
    [{ path: 'a.bin', body: Buffer.alloc(4 * MiB + 1) }],
    tooLarge,
    /a\.bin has 4194305 bytes/,
  ),
  tar(
    'too much together',
    Array.from({ length: 5 }, (_, index) => ({ path: `${index}.bin`, body: Buffer.alloc(4 * MiB) })),
    tooLarge,
    /larger than 16777216 bytes together$/,
  ),
  {
    name: 'tar: cut off in a file',
    bytes: tarOf([good]).subarray(0, 520),
    code: damaged,
    says: /middle of a file$/,
  },
  {
    name: 'tar: no end mark',
    bytes: tarOf([good], Buffer.alloc(0)),
    code: damaged,
    says: /before its end mark$/,
  },
  {
    name: 'tar: a second tar behind the end',
    bytes: Buffer.concat([tarOf([good]), tarOf([{ path: '../x', body: 'x' }])]),
    code: damaged,
    says: /goes on after its end mark$/,
  },
  {
    name: 'tar.gz: cut off',
    bytes: tarGzOf([good]).subarray(0, 60),
    code: damaged,
    says: /cannot be unpacked/,
  },
  {
    name: 'tar.gz: zeros behind it',
    bytes: Buffer.concat([tarGzOf([good]), Buffer.alloc(5)]),
    code: damaged,
    says: /goes on after its end$/,
  },
  {
    name: 'tar.gz: junk behind it',
    bytes: Buffer.concat([tarGzOf([good]), Buffer.from('junk')]),
    code: damaged,
    says: /cannot be unpacked/,
  },
  {
    name: 'tar.gz: a wrong checksum',
    bytes: flip(tarGzOf([good]), -6),
    code: damaged,
    says: /cannot be unpacked/,
  },
  {
    name: 'tar.gz: a bomb',
    bytes: gzipSync(tarOf([{ path: 'b', body: Buffer.alloc(8 * MiB) }], endMark)),
    code: unsafe,
    says: /would grow from \d+ to \d+ bytes/,
  },
  {
    name: 'tar.gz: a bomb past all limits',
    bytes: gzipSync(Buffer.alloc(140 * MiB)),
    code: tooLarge,
    says: /unpacks to more than 134217728 bytes$/,
  },
  {
    name: 'gz: no tar in it',
    bytes: gzipSync(Buffer.from('hello'.repeat(200))),
    code: unknown,
    says: /no tar in it$/,
  },
];

const zip = (name: string, entries: readonly ZipEntry[], code: ErrorCode, says: RegExp): BadArchive => ({
  name: `zip: ${name}`,
  bytes: zipOf(entries),
  code,
  says,
});

const ofZips: BadArchive[] = [
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

const ofOthers: BadArchive[] = [
  { name: 'an empty file', bytes: Buffer.alloc(0), code: damaged, says: /is an empty file$/ },
  {
    name: 'a text',
    bytes: Buffer.from('my homework'),
    code: unknown,
    says: /no archive that is known here$/,
  },
  {
    name: 'a 7z archive',
    bytes: Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'),
    code: unknown,
    says: /is a 7z archive/,
  },
  { name: 'a RAR archive', bytes: Buffer.from('Rar!\x1a\x07'), code: unknown, says: /is a RAR archive/ },
  {
    name: 'a file that is too large',
    bytes: Buffer.alloc(33 * MiB, 1),
    code: tooLarge,
    says: /a file may have 33554432$/,
  },
];

export const badArchives: readonly BadArchive[] = [
  ...ofNames,
  ...ofCollisions,
  ...ofTars,
  ...ofZips,
  ...ofOthers,
];

function flip(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = (at + copy.length) % copy.length;
  copy[index] = (copy[index] ?? 0) ^ 0xff;
  return copy;
}

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
