import { randomInt } from 'node:crypto';
import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * Who a submission runs as. A learner's checker is an ordinary user and so is the submission. Root would ignore file
 * modes, and a submission run by root could do anything; so root hands the box to the user that owns nothing.
 */
export type Identity =
  | { readonly kind: 'same-user' }
  | { readonly kind: 'nobody'; readonly uid: number; readonly gid: number }
  /** As nobody, with the one capability to read what nobody may not reach, since the project lies in a private folder. */
  | {
      readonly kind: 'nobody-reading';
      readonly uid: number;
      readonly gid: number;
      readonly prefix: readonly string[];
    }
  | { readonly kind: 'root' };

const nobody = 65534;
/** Who runs a submission of root's. */
export const nobodyIdentity = { kind: 'nobody', uid: nobody, gid: nobody } as const;

/**
 * Users whom systems give to nobody; see UIDS-GIDS of systemd.
 */
const unusedIds = { first: 1_879_048_192, last: 2_147_483_646 };

/**
 * Nobody's place taken by a user of a box's own: the kernel keeps keyrings, and counts processes, by user. Nobody itself
 * where this process stands in a namespace that lacks such users.
 */
export function drawIdentity(read = (file: string) => readFileSync(file, 'latin1')): Identity {
  const id = randomInt(unusedIds.first, unusedIds.last);
  const isMapped = ['/proc/self/uid_map', '/proc/self/gid_map'].every((file) => isInMap(read(file), id));
  return isMapped ? { kind: 'nobody', uid: id, gid: id } : nobodyIdentity;
}

/** Lines of `inside outside count`. */
function isInMap(map: string, id: number): boolean {
  return map
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .some(([inside = 0, , count = 0]) => inside <= id && id < inside + count);
}

/** Numbers of the user and the group whom files and processes of the submission belong to. */
export function idsOf(identity: Identity): { readonly uid: number; readonly gid: number } {
  return identity.kind === 'nobody' || identity.kind === 'nobody-reading'
    ? { uid: identity.uid, gid: identity.gid }
    : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
}

/** Picks the weakest identity that can still reach every one of the paths. */
export function chooseIdentity(
  paths: readonly string[],
  env: { readonly PATH?: string | undefined },
): Identity {
  if (process.getuid?.() !== 0) return { kind: 'same-user' };
  if (paths.every(reachableByOthers)) return nobodyIdentity;
  const setpriv = findTool('setpriv', env.PATH ?? '');
  if (setpriv === null) return { kind: 'root' };
  const capability = '-all,+dac_read_search';
  const prefix = [
    setpriv,
    ...['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups', '--no-new-privs'],
    ...['--inh-caps', capability, '--ambient-caps', capability, '--bounding-set', capability],
  ];
  return { kind: 'nobody-reading', uid: nobody, gid: nobody, prefix };
}

/**
 * Does something to the files below a folder of the box with the rights of the box's user. A submission may put a link or
 * a pipe where the judge is about to read or write, so root must not follow it with rights that the submission lacks.
 *
 * The folder is the working directory meanwhile, so that paths relative to it need no right to reach it. Synchronous only:
 * directory and rights are those of the whole process.
 */
export function actAs<T>(identity: Identity, folder: string, act: () => T): T {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return identity.kind === 'nobody' || identity.kind === 'nobody-reading'
      ? withRightsOf(identity, act)
      : act();
  } finally {
    process.chdir(before);
  }
}

function withRightsOf<T>({ uid, gid }: { readonly uid: number; readonly gid: number }, act: () => T): T {
  process.setgroups?.([gid]);
  process.setegid?.(gid);
  process.seteuid?.(uid);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}

/** What the choice means for the walls, as a sentence; null when it weakens nothing. */
export function weaknessOf(identity: Identity): string | null {
  switch (identity.kind) {
    case 'same-user':
    case 'nobody':
      return null;
    case 'nobody-reading':
      return 'The project lies in a private folder of root, so submissions may read all files of this machine.';
    case 'root':
      return 'Submissions run as root: file modes do not hold them back.';
    default:
      return identity satisfies never;
  }
}

/** Absolute path of a tool on PATH, or null. */
export function findTool(name: string, path: string): string | null {
  for (const folder of path.split(delimiter)) {
    if (folder === '') continue;
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** Whether every user of the machine may pass through all folders down to the path. */
export function reachableByOthers(path: string): boolean {
  for (let folder = realpathSync(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}
