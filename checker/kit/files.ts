import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { actAs } from '../src/box/identity.ts';
import { excerptOf, localPaths } from './excerpt.ts';
import { Broken, broken } from './expect.ts';
import type { Files } from './fixtures.ts';
import type { Scenario } from './scenario.ts';
import { openInScratch, refuseWayOut } from './within-scratch.ts';

const { O_CREAT, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/**
 * The working directory of the box from the judge's side. Everything is done with the rights of the user whom the
 * submission runs as: modes mean to the program what they say. A link that it lays is followed within the box alone, since
 * the judge sees files that the box does not.
 */
export function createFiles(scenario: Scenario): Files {
  const work = join(scenario.box().scratch, 'work');
  const { scratch } = scenario.box();
  const at = <T>(path: string, act: () => T): T =>
    actAs(scenario.box().identity, work, () => {
      refuseWayOut(scratch, path);
      return act();
    });
  // What is said of the last link itself, wherever it leads.
  const atLink = <T>(path: string, act: () => T): T => at(dirname(path), act);
  const note = (action: string, path: string, text: string | null = null) =>
    scenario.note({
      kind: 'file',
      action: localPaths(action, scenario.run),
      path,
      text: text === null ? null : excerptOf(text, scenario.run),
    });
  const readBytes = (path: string) => at(path, () => readRegular(scratch, path));

  return {
    path: (path) => scenario.box().inside(join(work, path)),
    write(path, content) {
      at(path, () => writePieces(scratch, path, [Buffer.from(content)]));
      note('wrote', path, Buffer.from(content).toString('utf8'));
    },
    writePieces(path, pieces) {
      const bytes = at(path, () => writePieces(scratch, path, pieces));
      note(`wrote ${bytes} bytes into`, path);
    },
    read: (path) => readBytes(path)?.toString('utf8') ?? null,
    readBytes,
    exists: (path) => at(path, () => existsSync(path)),
    list: (path = '.') => at(path, () => (existsSync(path) ? readdirSync(path).sort() : [])),
    makeFolder(path) {
      at(path, () => mkdirSync(path, { recursive: true }));
      note('made the folder', path);
    },
    remove(path) {
      atLink(path, () => rmSync(path, { recursive: true, force: true }));
    },
    symlink(target, path) {
      atLink(path, () => symlinkSync(target, path));
      note(`made a link to ${target} at`, path);
    },
    mode: (path) => at(path, () => (existsSync(path) ? statSync(path).mode & 0o7777 : null)),
    setMode(path, mode) {
      at(path, () => chmodSync(path, mode));
      note(`set the mode ${mode.toString(8).padStart(4, '0')} of`, path);
    },
    isSymlink: (path) =>
      atLink(path, () => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false),
    fingerprint: () => at('.', () => fingerprint('.')),
  };
}

function writePieces(scratch: string, path: string, pieces: Iterable<Uint8Array>): number {
  mkdirSync(dirname(path), { recursive: true });
  // Emptied only once it is known to be what was meant. Not blocked by a pipe that has no reader.
  const descriptor = openInScratch(scratch, path, O_WRONLY | O_CREAT | O_NONBLOCK, 0o666);
  let total = 0;
  try {
    ftruncateSync(descriptor);
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
function readRegular(scratch: string, path: string): Buffer | null {
  let descriptor: number;
  try {
    descriptor = openInScratch(scratch, path, O_RDONLY | O_NONBLOCK);
  } catch (error) {
    if (error instanceof Broken) throw error;
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
