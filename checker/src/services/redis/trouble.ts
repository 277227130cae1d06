import type { RedisAccess } from '../access.ts';
import { connectRedis } from './connect.ts';

/** What is wrong with the server itself, or null: asked when a scenario that used it has failed. */
export async function redisTrouble({ url, told }: RedisAccess): Promise<string | null> {
  try {
    await using client = await connectRedis(url, 5_000);
    // Refused with OOM or MISCONF where it cannot take any more.
    await client.set('checker:probe', '1', 'PX', 1);
    return null;
  } catch (error) {
    return `The ${told} no longer answers: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
