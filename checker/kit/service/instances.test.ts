import { describe, expect, test } from 'vitest';
import { openScenarioOfTest } from '../../test/open-scenario.ts';
import { postgresForTests } from '../../test/postgres-server.ts';
import { redisForTests, redisProgram } from '../../test/redis-server.ts';
import { createFixtures } from '../create-fixtures.ts';

const postgres = postgresForTests();

/** Counts in Redis, keeps in PostgreSQL, and says when Redis does not answer within two seconds. */
const main = `import { once } from 'node:events';
import { createServer } from 'node:http';
import { Redis } from 'ioredis';
import pg from 'pg';
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 });
const redis = new Redis(process.env.REDIS_URL ?? '', { commandTimeout: 2_000, maxRetriesPerRequest: 0 });
redis.on('error', () => {});
await once(redis, 'ready');
const service = createServer(async (req, res) => {
  try {
    if (req.method === 'POST') await pool.query('INSERT INTO things DEFAULT VALUES');
    const { rows } = await pool.query('SELECT count(*)::int AS count FROM things');
    res.end(JSON.stringify({ things: rows[0].count, asked: await redis.incr('app:asked') }));
  } catch (error) {
    res.writeHead(503).end((error as Error).message);
  }
});
service.listen(Number(process.env.PORT), '127.0.0.1', () => {
  const { port } = service.address() as { port: number };
  process.stdout.write(JSON.stringify({ msg: 'listening', host: '127.0.0.1', port }) + '\\n');
});
`;

const migrate = `import pg from 'pg';
const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
await client.query('CREATE TABLE things (id int GENERATED ALWAYS AS IDENTITY)');
await client.end();
`;

describe.runIf(redisProgram !== null)('with a redis-server or valkey-server on PATH', () => {
  const redis = redisForTests();

  async function open() {
    const scenario = await openScenarioOfTest({
      files: { 'src/main.ts': main, 'src/migrate.ts': migrate },
      manifest: {
        kind: 'service',
        services: ['postgres', 'redis'],
        entries: ['src/migrate.ts'],
        migrate: ['src/migrate.ts', 'up'],
        imports: { packages: ['pg', 'ioredis'] },
      },
      services: {
        postgres: { kind: 'ready', access: postgres() },
        redis: { kind: 'ready', access: redis() },
      },
    });
    const { service, relay } = createFixtures(scenario);
    return { scenario, service, relay };
  }

  test('two instances share what the kit gives them, and a transcript says which was asked', async () => {
    const { scenario, service } = await open();
    const [first, second] = await Promise.all([service.start(), service.start()]);
    expect(first.port).not.toBe(second.port);
    expect((await first.request('POST', '/')).json).toEqual({ things: 1, asked: 1 });
    expect((await second.request('GET', '/')).json).toEqual({ things: 1, asked: 2 });
    expect(await (await service.redis()).command('GET', 'app:asked')).toBe('2');
    expect(await (await service.database()).query('SELECT id FROM things')).toEqual([{ id: 1 }]);
    second.kill();
    await second.exited;
    expect((await first.request('GET', '/')).json).toMatchObject({ asked: 3 });

    const { did } = scenario.observe({ expected: 'a', saw: 'b', look: 'c' });
    const names = did.map((step) =>
      step.kind === 'note' ? /^started (trial( 2)?) with/.exec(step.text)?.[1] : null,
    );
    expect(names.filter((name) => name !== null).toSorted()).toEqual(['trial', 'trial 2']);
    const asked = did.flatMap((step) => (step.kind === 'request' ? [step.to] : []));
    expect(asked.toSorted()).toEqual(['trial', 'trial', 'trial 2']);
  });

  test('another scenario begins with an empty Redis', async () => {
    const [{ service: one }, { service: other }] = await Promise.all([open(), open()]);
    const [first, second] = await Promise.all([one.start(), other.start()]);
    await first.request('GET', '/');
    expect((await second.request('GET', '/')).json).toMatchObject({ asked: 1 });
    expect((await one.redis()).database).not.toBe((await other.redis()).database);
  });

  test('a relay for each instance: commands are counted apart, and one may be hung while the other goes on', async () => {
    const { scenario, service, relay } = await open();
    const shared = await service.redis();
    const [left, right] = [await relay.redis(shared), await relay.redis(shared)];
    const first = await service.start({ name: 'left', env: { REDIS_URL: left.url } });
    const second = await service.start({ name: 'right', env: { REDIS_URL: right.url } });
    const [from, fromRight] = [left.mark(), right.mark()];
    expect((await first.request('GET', '/')).json).toMatchObject({ asked: 1 });
    expect(left.commands({ since: from })).toMatchObject([{ name: 'INCR', key: 'app:asked', args: 1 }]);
    expect(right.commands({ since: fromRight })).toEqual([]);

    left.hang();
    expect(await first.request('GET', '/')).toMatchObject({ status: 503 });
    expect((await second.request('GET', '/')).json).toMatchObject({ asked: 2 });
    await left.restore();
    // What had been sent before the hang ended arrives now.
    expect(await left.sees('INCR', () => left.commands({ since: from }).length >= 2)).toBe(true);
    await expect.poll(() => shared.command('GET', 'app:asked')).toBe('3');

    await right.refuse({ cut: true });
    expect(await second.request('GET', '/')).toMatchObject({ status: 503 });
    expect(await first.request('GET', '/')).toMatchObject({ status: 200 });
    const { did } = scenario.observe({ expected: 'a', saw: 'b', look: 'c' });
    expect(did).toContainEqual({ kind: 'note', text: 'between the service and Redis: cut' });
  });
});
