import { Redis } from 'ioredis';

export type JudgeRedis = Redis & AsyncDisposable;

/**
 * A connection of the judge's own. It does not come back by itself: what it lost it says.
 *
 * @param patienceMs for connecting, and for each command
 */
export async function connectRedis(url: string, patienceMs: number, database?: number): Promise<JudgeRedis> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
    connectionName: 'checker-judge',
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    ...(database === undefined ? {} : { db: database }),
  });
  let reason: Error | null = null;
  client.on('error', (error: Error) => {
    reason ??= error;
  });
  try {
    await client.connect();
  } catch (error) {
    client.disconnect();
    throw reason ?? error;
  }
  return Object.assign(client, {
    async [Symbol.asyncDispose]() {
      client.disconnect();
    },
  });
}

/** Whether the server takes a connection and answers, within seconds. */
export async function redisAnswers(url: string): Promise<boolean> {
  try {
    await using client = await connectRedis(url, 3_000);
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  }
}
