import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleOf, type Repository, repository } from '../../test/archives/git-bundle.ts';
import { tempFolder } from '../../test/temp-folder.ts';
import { findTool } from '../box/identity.ts';
import { unpackArchive } from './unpack-archive.ts';

const git = findTool('git', process.env.PATH ?? '');
const each = test.skipIf(git === null);

interface Unpacked {
  readonly folder: string;
  readonly target: string;
  readonly error: { readonly code: string; readonly message: string } | null;
}

async function unpack(bytes: Buffer): Promise<Unpacked> {
  const folder = join(tempFolder(), 'inner');
  mkdirSync(folder);
  const target = join(folder, 'unpacked');
  writeFileSync(join(folder, 'jane.bundle'), bytes);
  const options = { signal: new AbortController().signal, scratch: join(folder, 'scratch'), git, user: null };
  const error = await unpackArchive(join(folder, 'jane.bundle'), target, options).then(
    () => null,
    (thrown) => thrown as Unpacked['error'],
  );
  return { folder, target, error };
}

each('the files of the commit are unpacked, and git leaves nothing', async () => {
  const { folder, target, error } = await unpack(bundleOf({ 'src/main.ts': 'a\n', 'package.json': '{}' }));
  expect(error).toBeNull();
  expect(readFileSync(join(target, 'src/main.ts'), 'utf8')).toBe('a\n');
  expect(readdirSync(folder).sort()).toEqual(['jane.bundle', 'unpacked']);
});

each('attributes do nothing: no filter, no end of line, no keyword', async () => {
  const attributes = '* text eol=crlf ident filter=evil working-tree-encoding=UTF-16\n';
  const { target } = await unpack(bundleOf({ '.gitattributes': '', 'a.ts': '$Id$\nb\n' }));
  expect(readFileSync(join(target, 'a.ts'), 'utf8')).toBe('$Id$\nb\n');
  const made = repository();
  const entries = [
    ['100644', 'blob', made.blob(attributes), '.gitattributes'],
    ['100644', 'blob', made.blob('$Id$\nb\n'), 'a.ts'],
  ] as const;
  const again = await unpack(made.bundle(made.commit(made.tree(entries))));
  expect(readFileSync(join(again.target, 'a.ts'), 'utf8')).toBe('$Id$\nb\n');
});

/** Trees that no honest `git add` makes. */
const bad: Readonly<
  Record<string, readonly [make: (made: Repository) => Buffer, code: string, says: RegExp]>
> = {
  'a symbolic link': [one('120000', 'blob', 'link'), 'ARCHIVE_UNSAFE', /^link is a symbolic link/],
  'a submodule': [one('160000', 'commit', 'sub'), 'ARCHIVE_UNSAFE', /^sub is a submodule$/],
  'a name that leads out': [inFolder('..'), 'ARCHIVE_UNSAFE', /leads out of the archive$/],
  'a name with a slash': [one('100644', 'blob', '../../x'), 'ARCHIVE_UNSAFE', /leads out of the archive$/],
  'an absolute name': [one('100644', 'blob', '/etc/x'), 'ARCHIVE_UNSAFE', /is an absolute path$/],
  'a backslash': [one('100644', 'blob', '..\\x'), 'ARCHIVE_UNSAFE', /backslash/],
  'a turned name': [one('100644', 'blob', 'a\u202eb'), 'ARCHIVE_UNSAFE', /direction of text/],
  'the same name twice': [twice('a.ts', 'a.ts'), 'ARCHIVE_UNSAFE', /twice$/],
  'names that differ in case': [twice('A.ts', 'a.ts'), 'ARCHIVE_UNSAFE', /only in case/],
  'a tree of a billion files': [bomb, 'SUBMISSION_TOO_LARGE', /more than 20000 entries$/],
  'a file that is too large': [
    (made) => made.bundle(made.commit(made.tree([['100644', 'blob', made.blob(Buffer.alloc(5e6)), 'z']]))),
    'SUBMISSION_TOO_LARGE',
    /^the submission is too large: z has 5000000 bytes/,
  ],
  'no files': [(made) => made.bundle(made.commit(made.tree([]))), 'SUBMISSION_MISSING', /holds no files$/],
  'commits that are elsewhere': [
    (made) => {
      const first = made.commit(made.tree([['100644', 'blob', made.blob('1'), 'a']]));
      const second = made.git([
        'commit-tree',
        made.tree([['100644', 'blob', made.blob('2'), 'a']]),
        '-p',
        first,
        '-m',
        'b',
      ]);
      return made.bundle(second, 'main', `^${first}`);
    },
    'ARCHIVE_UNKNOWN',
    /needs commits that it does not hold$/,
  ],
  'tags alone': [
    (made) => {
      const commit = made.commit(made.tree([['100644', 'blob', made.blob('1'), 'a']]));
      made.git(['tag', 'v1', commit]);
      return made.bundle(commit, 'v1');
    },
    'ARCHIVE_UNKNOWN',
    /holds no branch$/,
  ],
  'a pack that is cut off': [
    (made) => plain(made).subarray(0, -30),
    'ARCHIVE_DAMAGED',
    /objects cannot be unpacked$/,
  ],
  'a pack with a changed byte': [
    (made) => {
      const bytes = Buffer.from(plain(made));
      const at = bytes.length - 25;
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      return bytes;
    },
    'ARCHIVE_DAMAGED',
    /objects cannot be unpacked$/,
  ],
  'a ref to nothing': [
    (made) =>
      Buffer.from(
        plain(made)
          .toString('latin1')
          .replaceAll(/[0-9a-f]{40} /g, `${'1'.repeat(40)} `),
        'latin1',
      ),
    'ARCHIVE_DAMAGED',
    /lacks a part of its tree$/,
  ],
  'a ref that is an option': [
    (made) =>
      Buffer.from(
        plain(made)
          .toString('latin1')
          .replace(/[0-9a-f]{40} HEAD/, '--output=/ HEAD'),
        'latin1',
      ),
    'ARCHIVE_UNKNOWN',
    /needs commits that it does not hold$/,
  ],
  'a ref that is no line of refs': [
    (made) =>
      Buffer.from(
        plain(made)
          .toString('latin1')
          .replace(/[0-9a-f]{40} HEAD/, 'zz HEAD'),
        'latin1',
      ),
    'ARCHIVE_DAMAGED',
    /list of refs that cannot be read$/,
  ],
  'a version that is not known': [
    (made) => Buffer.from(plain(made).toString('latin1').replace('# v2', '# v9'), 'latin1'),
    'ARCHIVE_UNKNOWN',
    /unknown version/,
  ],
  'a filter': [
    () => Buffer.from('# v3 git bundle\n@filter=blob:none\n\nPACK'),
    'ARCHIVE_UNKNOWN',
    /uses filter=blob:none, which is not read$/,
  ],
  'no end of its refs': [
    () => Buffer.from('# v2 git bundle\nabc'),
    'ARCHIVE_DAMAGED',
    /no end to its list of refs$/,
  ],
};

each.each(Object.keys(bad))('%s is refused, and nothing is left', async (name) => {
  const [make, code, says] = bad[name] as (typeof bad)[string];
  const { folder, error } = await unpack(make(repository()));
  expect(error).toMatchObject({ code, message: expect.stringMatching(says) });
  expect(readdirSync(folder)).toEqual(['jane.bundle']);
  expect(readdirSync(join(folder, '..'))).toEqual(['inner']);
});

function one(mode: string, type: string, name: string) {
  return (made: Repository): Buffer => {
    const commit = made.commit(made.tree([['100644', 'blob', made.blob('x'), 'a.ts']]));
    const object = type === 'commit' ? commit : made.blob('target');
    return made.bundle(made.commit(made.tree([[mode, type, object, name]])));
  };
}

function inFolder(folder: string) {
  return (made: Repository): Buffer => {
    const inner = made.tree([['100644', 'blob', made.blob('x'), 'x']]);
    return made.bundle(made.commit(made.tree([['040000', 'tree', inner, folder]])));
  };
}

function twice(first: string, second: string) {
  return (made: Repository): Buffer =>
    made.bundle(
      made.commit(
        made.tree([
          ['100644', 'blob', made.blob('1'), first],
          ['100644', 'blob', made.blob('2'), second],
        ]),
      ),
    );
}

function plain(made: Repository): Buffer {
  return made.bundle(made.commit(made.tree([['100644', 'blob', made.blob('x'), 'a.ts']])));
}

/** Ten folders that hold the same folder, nine times over: a few hundred bytes. */
function bomb(made: Repository): Buffer {
  let tree = made.tree(tens.map((name) => ['100644', 'blob', made.blob('x'), name] as const));
  for (let level = 0; level < 8; level += 1) {
    const below = tree;
    tree = made.tree(tens.map((name) => ['040000', 'tree', below, name] as const));
  }
  return made.bundle(made.commit(tree));
}

const tens = Array.from({ length: 10 }, (_, index) => `d${index}`);
