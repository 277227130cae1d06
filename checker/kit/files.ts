import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { actAs } from '../src/box/identity.ts';
import { excerptOf, localPaths } from './excerpt.ts';
import { broken } from './expect.ts';
import type { Files } from './fixtures.ts';
import type { Scenario } from './scenario.ts';

/**
 * The working directory of the box from the judge's side. Everything is done with the rights of the user whom the
 * submission runs as: modes mean to the program what they say, and a link that it lays leads nowhere it could not go.
 */
export function createFiles(scenario: Scenario): Files {
  const work = join(scenario.box().scratch, 'work');
  const act = <T>(change: () => T): T => actAs(scenario.run.identity, work, change);
  const note = (action: string, path: string, text: string | null = null) =>
    scenario.note({
      kind: 'file',
      action: localPaths(action, scenario.run),
      path,
      text: text === null ? null : excerptOf(text, scenario.run),
    });
  const readBytes = (path: string) => act(() => readRegular(path));

  return {
    path: (path) => scenario.box().inside(join(work, path)),
    write(path, content) {
      act(() => {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, content);
      });
      note('wrote', path, Buffer.from(content).toString('utf8'));
    },
    writePieces(path, pieces) {
      const bytes = act(() => writePieces(path, pieces));
      note(`wrote ${bytes} bytes into`, path);
    },
    read: (path) => readBytes(path)?.toString('utf8') ?? null,
    readBytes,
    exists: (path) => act(() => existsSync(path)),
    list: (path = '.') => act(() => (existsSync(path) ? readdirSync(path).sort() : [])),
    makeFolder(path) {
      act(() => mkdirSync(path, { recursive: true }));
      note('made the folder', path);
    },
    remove(path) {
      act(() => rmSync(path, { recursive: true, force: true }));
    },
    symlink(target, path) {
      act(() => symlinkSync(target, path));
      note(`made a link to ${target} at`, path);
    },
    mode: (path) => act(() => (existsSync(path) ? statSync(path).mode & 0o7777 : null)),
    setMode(path, mode) {
      act(() => chmodSync(path, mode));
      note(`set the mode ${mode.toString(8).padStart(4, '0')} of`, path);
    },
    isSymlink: (path) => act(() => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false),
    fingerprint: () => act(() => fingerprint('.')),
  };
}

function writePieces(path: string, pieces: Iterable<Uint8Array>): number {
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, 'w');
  let total = 0;
  try {
    for (const piece of pieces) {
      for (let done = 0; done < piece.length; ) done += writeSync(descriptor, piece, done);
      total += piece.length;
    }
  } finally {
    closeSync(descriptor);
  }
  return total;
}

/** The bytes of a regular file; null when there is none. A pipe would block the judge, a device never end. */
function readRegular(path: string): Buffer | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    return broken({
      expected: `${path} to be a file that can be read`,
      saw: `opening it fails with ${code}`,
      look: 'Which mode does the file have after your program wrote it, and is it a file or a link?',
    });
  }
  try {
    return fstatSync(descriptor).isFile() ? readFileSync(descriptor) : null;
  } finally {
    closeSync(descriptor);
  }
}

function fingerprint(folder: string): Record<string, string> {
  return Object.fromEntries(
    pathsBelow(folder)
      .sort()
      .map((path) => [relative(folder, path), digestOf(path)]),
  );
}

/** Not readdir's own recursion, which goes through links to folders: a program may lay one to `/`. */
function pathsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? [path, ...pathsBelow(path)] : [path];
  });
}

function digestOf(path: string): string {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
  if (!stat.isFile()) return stat.isDirectory() ? 'folder' : 'special';
  try {
    const bytes = readFileSync(path);
    // For the eye the length, for the comparison 64 bits of the digest.
    return `${bytes.length} bytes, sha256 ${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`;
  } catch (error) {
    return `cannot be read: ${(error as NodeJS.ErrnoException).code}`;
  }
}
