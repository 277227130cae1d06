import { expect, test } from 'vitest';
import type { PostgresAccess, RedisAccess } from './access.ts';
import { type Server, serviceTrouble } from './server.ts';
import { createServices } from './services.ts';

const never = new AbortController().signal;

/** A starter of servers that answer until they are told not to. */
function starter(name: string) {
  const log: string[] = [];
  let answers = true;
  let failing = false;
  const start = async (): Promise<Server<PostgresAccess>> => {
    if (failing) throw serviceTrouble('none to be had', 'Buy one.');
    log.push(`start ${name}`);
    answers = true;
    return {
      access: { told: `${name} ${log.length}` } as PostgresAccess,
      answers: async () => answers,
      [Symbol.asyncDispose]: async () => void log.push(`end ${name}`),
    };
  };
  return {
    log,
    start,
    die: () => {
      answers = false;
    },
    fail: (whether: boolean) => {
      failing = whether;
    },
  };
}

function noRedis(): Promise<Server<RedisAccess>> {
  return Promise.reject(new Error('nobody asks for Redis here'));
}

test('starts what is asked for, once, whoever asks at the same time, and ends it with the run', async () => {
  const { log, start } = starter('postgres');
  const services = createServices({ postgres: start, redis: noRedis }, () => void log.push('dispose'));
  expect(await services.access([], never)).toEqual({ postgres: null, redis: null, docker: null });
  expect(log).toEqual([]);
  const both = await Promise.all([
    services.access(['postgres'], never),
    services.access(['postgres'], never),
  ]);
  expect(both[0]).toEqual(both[1]);
  expect(await services.access(['postgres'], never)).toEqual(both[0]);
  expect(log).toEqual(['start postgres']);
  await services[Symbol.asyncDispose]();
  expect(log).toEqual(['start postgres', 'end postgres', 'dispose']);
});

test('a server that has died is cleared away and started anew for the next judging', async () => {
  const { log, start, die } = starter('postgres');
  await using services = createServices({ postgres: start, redis: noRedis }, () => {});
  await services.access(['postgres'], never);
  die();
  const { postgres } = await services.access(['postgres'], never);
  expect(postgres).toMatchObject({ kind: 'ready' });
  expect(log).toEqual(['start postgres', 'end postgres', 'start postgres']);
});

test('a start outlives the judging that asked for it, and ends with the run', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const { log, start } = starter('postgres');
  const signals: AbortSignal[] = [];
  const slow = async (signal: AbortSignal) => {
    signals.push(signal);
    await gate;
    return start();
  };
  const services = createServices({ postgres: slow, redis: noRedis }, () => {});
  const outdated = new AbortController();
  const first = services.access(['postgres'], outdated.signal);
  outdated.abort();
  expect((await first).postgres).toMatchObject({ kind: 'unavailable' });
  const second = services.access(['postgres'], never);
  open();
  expect((await second).postgres).toMatchObject({ kind: 'ready' });
  expect(log).toEqual(['start postgres']);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  await services[Symbol.asyncDispose]();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});

test('one that cannot be had is told, and tried again the next time', async () => {
  const { start, fail } = starter('postgres');
  await using services = createServices({ postgres: start, redis: noRedis }, () => {});
  fail(true);
  expect((await services.access(['postgres'], never)).postgres).toEqual({
    kind: 'unavailable',
    cause: 'none to be had',
    hint: 'Buy one.',
  });
  fail(false);
  expect((await services.access(['postgres'], never)).postgres).toMatchObject({ kind: 'ready' });
  expect((await services.access(['redis'], never)).redis).toMatchObject({
    kind: 'unavailable',
    cause: 'nobody asks for Redis here',
  });
});
