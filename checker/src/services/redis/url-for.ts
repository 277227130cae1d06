import type { Listening, RedisAccess } from '../access.ts';
import type { Lease } from './leases.ts';

/** What a submission is given as its REDIS_URL; `through` is a relay in front of the server. */
export function redisUrlFor(access: RedisAccess, lease: Lease, through?: Listening): string {
  const url = new URL(access.url);
  if (access.ownUsers) {
    url.username = lease.user;
    url.password = lease.password;
  }
  url.pathname = `/${lease.database}`;
  if (through !== undefined && 'host' in through) {
    url.hostname = through.host;
    url.port = String(through.port);
  }
  return url.href;
}
