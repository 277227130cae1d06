import type { RedisAccess } from '../access.ts';
import { connectRedis } from './connect.ts';

/** What a server is and lets us do. */
export async function lookAtRedis(
  url: string,
): Promise<Pick<RedisAccess, 'databases' | 'ownUsers'> & { readonly name: string }> {
  await using client = await connectRedis(url, 5_000);
  const info = await client.info('server');
  const version = /^(?:valkey|redis)_version:(\S+)/m;
  const valkey = /^valkey_version:(\S+)/m.exec(info)?.[1];
  return {
    name: valkey === undefined ? `Redis ${version.exec(info)?.[1] ?? ''}`.trim() : `Valkey ${valkey}`,
    databases: await countDatabases(() => client.config('GET', 'databases')),
    ownUsers: await succeeds(() => client.call('ACL', 'WHOAMI')),
  };
}

/** Managed servers may refuse to tell; 16 is the default. */
async function countDatabases(ask: () => Promise<unknown>): Promise<number> {
  try {
    const answer = await ask();
    return Array.isArray(answer) ? Number(answer[1]) || 16 : 16;
  } catch {
    return 16;
  }
}

async function succeeds(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch {
    return false;
  }
}
