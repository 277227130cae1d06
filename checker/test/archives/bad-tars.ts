import { gzipSync } from 'node:zlib';
import type { ErrorCode } from '../../src/errors.ts';
import { type BadArchive, damaged, empty, good, MiB, tooLarge, unknown, unsafe } from './bad-archive.ts';
import { endMark, entryBytes, pax, type TarEntry, tarGzOf, tarOf } from './tar-bytes.ts';

const tar = (name: string, entries: readonly TarEntry[], code: ErrorCode, says: RegExp): BadArchive => ({
  name: `tar: ${name}`,
  bytes: tarOf(entries),
  code,
  says,
});

export const badTars: readonly BadArchive[] = [
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
  tar(
    'a link with a size, in what is left out',
    [{ path: 'node_modules/l', type: '1', link: 'x', body: entryBytes(good) }, good],
    damaged,
    /a link or device with a size/,
  ),
  tar(
    'a file named as a folder, with a size',
    [{ path: 'src/', body: entryBytes({ path: 'src/main.ts', body: 'x' }) }],
    damaged,
    /programs skip in different ways$/,
  ),
  tar(
    'a file named as a folder by pax, with a size',
    [pax({ path: 'src/' }), { path: 'src', body: entryBytes({ path: 'src/main.ts', body: 'x' }) }],
    damaged,
    /programs skip in different ways$/,
  ),
  tar(
    'a size behind a NUL',
    [{ path: 'a', size: '\0' + '0000001000\0', body: entryBytes({ path: 'src/main.ts' }) }],
    damaged,
    /size is no number$/,
  ),
  tar(
    'a record behind the end of an extended header',
    [
      { path: 'p', type: 'x', body: '12 comment=\n\0\n10 size=0\n' },
      { path: 'a', body: entryBytes(good) },
    ],
    damaged,
    /extended header that does not fit its length$/,
  ),
  tar(
    'a record without a blank in the value of another one',
    [pax({ comment: 'x\n10_size=0' }), { path: 'a', body: entryBytes(good) }],
    damaged,
    /an extended header within another$/,
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

function flip(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = (at + copy.length) % copy.length;
  copy[index] = (copy[index] ?? 0) ^ 0xff;
  return copy;
}
