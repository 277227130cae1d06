import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { reachableByOthers } from '../box/identity.ts';
import { serviceTrouble } from './server.ts';

/** Whom a server runs as; null for the checker's own user. */
export type ServerUser = { readonly uid: number; readonly gid: number } | null;

/** Made for the purpose, or owning next to nothing. `nobody` comes last: submissions run as that, and must not reach it. */
const candidates = ['postgres', 'daemon', 'bin', 'games', 'nobody'];

/** PostgreSQL refuses root, and wants a user that the system knows by name. */
export function chooseServerUser(passwd: string = readPasswd()): ServerUser {
  if (process.getuid?.() !== 0) return null;
  const users = new Map(
    passwd
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name = '', , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }] as const),
  );
  for (const name of candidates) {
    const user = users.get(name);
    if (user !== undefined && user.uid > 0) return user;
  }
  return null;
}

/** A server that runs as another user has to reach its own folder. */
export function refusePrivateFolder(folder: string, user: ServerUser): void {
  if (user === null || reachableByOthers(folder)) return;
  throw serviceTrouble(
    `a server may not run as root, and no other user may enter the folder for temporary files, ${dirname(folder)}`,
    'Say `TMPDIR=/tmp` before the command, or run the checker as an ordinary user.',
  );
}

function readPasswd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}
