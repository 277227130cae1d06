import { randomBytes } from 'node:crypto';
import type { RedisAccess } from '../access.ts';
import { connectRedis, type JudgeRedis } from './connect.ts';

/** A logical database that nobody else uses, and a user that may use no other. */
export interface Lease {
  readonly database: number;
  readonly user: string;
  readonly password: string;
}

const leasePrefix = 'checker:lease:';

/**
 * Takes a logical database. Leases stand in database 0. One that holds something is somebody's, whoever that is, unless
 * the server is our own; it is left alone.
 *
 * @returns null when none is free
 */
export async function takeLease(client: JudgeRedis, access: RedisAccess): Promise<Lease | null> {
  for (let database = 1; database < access.databases; database++) {
    const key = `${leasePrefix}${database}`;
    if ((await client.set(key, access.owner, 'NX')) !== 'OK') continue;
    await using inside = await connectRedis(access.url, 5_000, database);
    if ((await inside.dbsize()) > 0) {
      await client.del(key);
      continue;
    }
    return makeUser(client, access, database);
  }
  return null;
}

export async function giveBack(client: JudgeRedis, access: RedisAccess, lease: Lease): Promise<void> {
  if (access.ownUsers) {
    await client.call('CLIENT', 'KILL', 'USER', lease.user).catch(() => {});
    await client.call('ACL', 'DELUSER', lease.user);
  }
  await empty(client, access.url, lease.database);
}

/** Gives back what runs hold that `belongs` says so of, and removes their users. */
export async function giveBackOf(
  { url, ownUsers }: Pick<RedisAccess, 'url' | 'ownUsers'>,
  belongs: (owner: string) => boolean,
): Promise<void> {
  await using client = await connectRedis(url, 5_000);
  for (const key of await client.keys(`${leasePrefix}*`)) {
    const owner = await client.get(key);
    if (owner !== null && belongs(owner)) await empty(client, url, Number(key.slice(leasePrefix.length)));
  }
  if (!ownUsers) return;
  const users = (await client.call('ACL', 'USERS')) as string[];
  for (const user of users) {
    const owner = /^checker_(.+)_[0-9a-f]+$/.exec(user)?.[1];
    if (owner !== undefined && belongs(owner)) await client.call('ACL', 'DELUSER', user);
  }
}

async function empty(client: JudgeRedis, url: string, database: number): Promise<void> {
  await using inside = await connectRedis(url, 5_000, database);
  await inside.flushdb();
  await client.del(`${leasePrefix}${database}`);
}

/** Everything but administration, and no other database. */
async function makeUser(client: JudgeRedis, access: RedisAccess, database: number): Promise<Lease> {
  if (!access.ownUsers) {
    const { username, password } = new URL(access.url);
    return {
      database,
      user: decodeURIComponent(username) || 'default',
      password: decodeURIComponent(password),
    };
  }
  const user = `checker_${access.owner}_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(16).toString('hex');
  await client.call(
    'ACL',
    ...['SETUSER', user, 'reset', 'on', `>${password}`, '~*', '&*', '+@all', '-@admin', '-@dangerous'],
    ...['+info', '+keys', '+flushdb', '+sort', '+client|list', '-select', `+select|${database}`, '-move'],
  );
  return { database, user, password };
}
