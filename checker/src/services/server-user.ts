import { readFileSync } from 'node:fs';

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

function readPasswd(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}
