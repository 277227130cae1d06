import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { excerptOf } from './excerpt.ts';
import type { Files } from './fixtures.ts';
import type { Scenario } from './scenario.ts';

/**
 * The working directory of the box from the judge's side. What it makes belongs to the user whom the submission runs as,
 * so that modes mean to the program what they say.
 */
export function createFiles(scenario: Scenario): Files {
  const work = join(scenario.box().scratch, 'work');
  const at = (path: string) => join(work, path);
  const own = (path: string) => {
    const { identity } = scenario.run;
    if (identity.kind === 'nobody' || identity.kind === 'nobody-reading')
      chownSync(path, identity.uid, identity.gid);
  };
  const makeFolder = (path: string) => {
    const first = mkdirSync(path, { recursive: true });
    if (first === undefined) return;
    for (let folder = path; folder.length >= first.length; folder = dirname(folder)) own(folder);
  };
  const note = (action: string, path: string, text: string | null = null) =>
    scenario.note({
      kind: 'file',
      action,
      path,
      text: text === null ? null : excerptOf(text, scenario.run),
    });

  return {
    path: (path) => scenario.box().inside(at(path)),
    write(path, content) {
      makeFolder(dirname(at(path)));
      writeFileSync(at(path), content);
      own(at(path));
      note('wrote', path, Buffer.from(content).toString('utf8'));
    },
    read: (path) => readOrNull(at(path))?.toString('utf8') ?? null,
    readBytes: (path) => readOrNull(at(path)),
    exists: (path) => existsSync(at(path)),
    list(path = '.') {
      return existsSync(at(path)) ? readdirSync(at(path)).sort() : [];
    },
    makeFolder(path) {
      makeFolder(at(path));
      note('made the folder', path);
    },
    remove(path) {
      rmSync(at(path), { recursive: true, force: true });
    },
    symlink(target, path) {
      symlinkSync(target, at(path));
      note(`linked to ${target}`, path);
    },
    mode: (path) => (existsSync(at(path)) ? statSync(at(path)).mode & 0o7777 : null),
    setMode(path, mode) {
      chmodSync(at(path), mode);
      note(`set the mode ${mode.toString(8).padStart(4, '0')} of`, path);
    },
    isSymlink: (path) => lstatSync(at(path), { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
    fingerprint: () => fingerprint(work),
  };
}

function readOrNull(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

function fingerprint(work: string): Record<string, string> {
  return Object.fromEntries(
    pathsBelow(work)
      .sort()
      .map((path) => [relative(work, path), digestOf(path)]),
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
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
