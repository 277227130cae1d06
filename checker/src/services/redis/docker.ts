import { randomBytes } from 'node:crypto';
import type { RedisAccess } from '../access.ts';
import { startContainer } from '../docker/container.ts';
import { type Server, serviceTrouble } from '../server.ts';
import { redisAnswers } from './connect.ts';
import { lookAtRedis } from './look.ts';

/** Redis in a container, nothing written to disk. */
export async function startRedisContainer(options: {
  readonly image: string;
  readonly tmp: string;
  readonly owner: string;
  readonly signal: AbortSignal;
}): Promise<Server<RedisAccess>> {
  const password = randomBytes(16).toString('hex');
  const container = await startContainer({
    ...options,
    command: [
      'redis-server',
      ...['--requirepass', password, '--save', '', '--appendonly', 'no', '--databases', '512'],
    ],
    tmpfs: '/data',
    port: 6379,
    ready: /ready to accept connections/i,
    times: 1,
  });
  const url = `redis://:${password}@${container.host}:${container.port}`;
  try {
    const { name, ...rights } = await lookAtRedis(url);
    return {
      access: {
        provider: 'docker',
        told: `${name} in a container of ${options.image}`,
        ...(container.image === null ? {} : { image: container.image }),
        url,
        listening: { host: container.host, port: container.port },
        owner: options.owner,
        ...rights,
      },
      answers: () => redisAnswers(url),
      [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
    };
  } catch (error) {
    await container[Symbol.asyncDispose]();
    throw serviceTrouble(
      `Redis in a container of ${options.image} does not answer: ${error instanceof Error ? error.message : String(error)}`,
      'Check again; `npm run checker -- doctor` says what else will do.',
      error,
    );
  }
}
