import { type BadArchive, damaged, MiB, tooLarge, unknown } from './bad-archive.ts';
import { badNamed } from './bad-names.ts';
import { badTars } from './bad-tars.ts';
import { badZips } from './bad-zips.ts';

const badOthers: BadArchive[] = [
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

export const badArchives: readonly BadArchive[] = [...badNamed, ...badTars, ...badZips, ...badOthers];
