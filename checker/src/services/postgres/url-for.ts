import type { Listening, PostgresAccess } from '../access.ts';
import type { OwnDatabase } from './databases.ts';

/** What a submission is given as its DATABASE_URL; `through` is a relay in front of the server. */
export function urlFor(access: PostgresAccess, { name, role }: OwnDatabase, through?: Listening): string {
  const url = new URL(access.url);
  // Our own servers say it in the judge's URL; it is every client's default.
  if (url.search === '?sslmode=disable') url.search = '';
  url.username = encodeURIComponent(role.name);
  url.password = encodeURIComponent(role.password);
  url.pathname = `/${name}`;
  if (through !== undefined) {
    url.searchParams.delete('host');
    if ('path' in through) url.searchParams.set('host', through.path);
    else {
      url.hostname = through.host;
      url.port = String(through.port);
    }
  }
  return url.href;
}

/** The judge's own URL of a database. */
export function judgeUrl(access: PostgresAccess, name: string): string {
  const url = new URL(access.url);
  url.pathname = `/${name}`;
  return url.href;
}
