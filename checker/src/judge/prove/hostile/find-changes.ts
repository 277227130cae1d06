import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Stage } from './stage.ts';

/** The places that nobody may change, as they were; then what has become of them. */
export interface Guard {
  /** Paths of what was changed. What was laid outside of the stage is removed again. */
  changes(): readonly string[];
}

type Guarded = Pick<Stage, 'folder' | 'token' | 'course' | 'home' | 'neighbour'>;

export function guard(stage: Guarded, repository: string): Guard {
  const guarded = [stage.course, stage.home, join(stage.neighbour, '..')];
  const before = guarded.map(fingerprint);
  const stamp = join(stage.folder, 'stamp');
  writeFileSync(stamp, '');
  return {
    changes() {
      const after = guarded.map(fingerprint);
      const moved = guarded.flatMap((folder, index) =>
        differing(before[index] ?? [], after[index] ?? []).map((name) => join(folder, name)),
      );
      const marked = findMarked(stage, repository, stamp);
      for (const file of marked)
        if (basename(file).includes(stage.token)) rmSync(file, { recursive: true, force: true });
      return [...moved, ...marked].map((path) =>
        path.replace(`${stage.folder}/`, '').replace(`${repository}/`, 'repository: '),
      );
    },
  };
}

function differing(before: readonly string[], after: readonly string[]): string[] {
  const changed = [
    ...before.filter((line) => !after.includes(line)),
    ...after.filter((line) => !before.includes(line)),
  ];
  return [...new Set(changed.map((line) => line.split(' ')[0] ?? ''))];
}

/**
 * Of a folder its entries and mode count, and not its times; a link is what it is, wherever it leads. vitest keeps a token of its
 * own in the home folder.
 */
function fingerprint(folder: string): string[] {
  return namesBelow(folder)
    .filter((name) => !/^\.local(\/share(\/vitest.*)?)?$/.test(name))
    .sort()
    .map((name) => {
      const stat = lstatSync(join(folder, name));
      return stat.isDirectory()
        ? `${name} ${stat.mode}`
        : `${name} ${stat.mode} ${stat.size} ${stat.mtimeMs}`;
    });
}

/** Node's own listing goes through links. */
function namesBelow(folder: string, path = ''): string[] {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const name = join(path, entry.name);
    return entry.isDirectory() ? [name, ...namesBelow(folder, name)] : [name];
  });
}

/** Files that have the token in their name or in them, wherever a submission has ever been able to write. */
function findMarked({ folder, token }: Guarded, repository: string, stamp: string): readonly string[] {
  const roots = ['/tmp', '/var/tmp', '/dev/shm', repository, folder];
  const args = [
    ...roots,
    ...[
      '(',
      '-name',
      '.git',
      '-o',
      '-name',
      'submission-*',
      '-o',
      '-name',
      'bare',
      '-o',
      '-path',
      '/tmp/*/*/*',
      '-not',
      '-path',
      `${folder}/*`,
      '-not',
      '-path',
      `${repository}/*`,
      ')',
      '-prune',
    ],
    ...['-o', '-newer', stamp, '-type', 'f', '-print0'],
  ];
  const { stdout } = spawnSync('find', args, { encoding: 'latin1', maxBuffer: 2 ** 26 });
  return [...new Set(stdout.split('\0'))].filter((file) => file !== '' && marked(file, token));
}

function marked(file: string, token: string): boolean {
  if (basename(file).includes(token)) return true;
  try {
    return statSync(file).size < 2 ** 22 && readFileSync(file).includes(token);
  } catch {
    return false;
  }
}
