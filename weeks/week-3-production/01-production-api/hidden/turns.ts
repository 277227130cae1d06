import { setImmediate } from 'node:timers/promises';
import type { FaultyLink, HttpClient, RedisInstance } from 'checker/kit';

/**
 * Returns when the service has seen what was sent to it before: a process takes up what has arrived in the order of its
 * turns, and this answer is of a later one. Each round is one more, for what is put off to the next.
 */
export async function hasSettled(service: HttpClient, rounds = 3): Promise<void> {
  for (let round = 0; round < rounds; round += 1)
    await service.attempt('GET', '/livez', { transcript: false });
}

/**
 * Returns when everybody who was sent on before has asked Redis all that they ask, and the service has the answers: whoever
 * was to come to the database has come there. Whatever the machine is busy with, nothing here is guessed from a time.
 */
export async function hasAskedRedis(
  service: HttpClient,
  redis: RedisInstance,
  toRedis: FaultyLink,
): Promise<void> {
  const asked = () => toRedis.commands().length;
  // Two steps of asking may lie a turn apart.
  for (let before = -1, same = 0; same < 2; ) {
    await hasSettled(service);
    same = before === asked() ? same + 1 : 0;
    before = asked();
    // Redis answers in the order in which it was asked, and the relay hands on what it has before it comes to this.
    await redis.command('PING');
    await setImmediate();
    await hasSettled(service);
  }
}
