import { expect, test } from 'vitest';
import { openScenarioOfTest } from '../test/open-scenario.ts';
import { postgresForTests } from '../test/postgres-server.ts';
import { createFixtures } from './create-fixtures.ts';
import { Broken } from './expect.ts';

const server = postgresForTests();

const main = `import { createServer } from 'node:http';
import pg from 'pg';
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 });
pool.on('error', () => {});
const service = createServer((req, res) => {
  pool.query('SELECT name FROM things WHERE id = $1', [1]).then(
    ({ rows }) => res.end(rows[0].name),
    (error: Error) => res.writeHead(503).end(error.message),
  );
});
service.listen(Number(process.env.PORT), '127.0.0.1', () => {
  const { port } = service.address() as { port: number };
  process.stdout.write(JSON.stringify({ msg: 'listening', host: '127.0.0.1', port }) + '\\n');
});
`;

const migrate = `import pg from 'pg';
const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
await client.query("CREATE TABLE things (id int PRIMARY KEY, name text); INSERT INTO things VALUES (1, 'one')");
await client.end();
`;

async function open(migration = migrate) {
  const scenario = await openScenarioOfTest({
    files: { 'src/main.ts': main, 'src/migrate.ts': migration },
    manifest: {
      kind: 'service',
      services: ['postgres'],
      entries: ['src/migrate.ts'],
      migrate: ['src/migrate.ts', 'up'],
      imports: { packages: ['pg'] },
    },
    services: { postgres: { kind: 'ready', access: server() } },
  });
  const { service, relay: relays } = createFixtures(scenario);
  return { scenario, service, relays };
}

test('a service starts on a database that its own migrations have made', async () => {
  const { service } = await open();
  const running = await service.start();
  expect(await running.request('GET', '/')).toMatchObject({ status: 200, text: 'one' });
  const database = await service.database();
  expect(await database.query('SELECT name FROM things')).toEqual([{ name: 'one' }]);
});

test('migrations that fail, fail the requirement', async () => {
  const { service } = await open(`console.error('relation "x" does not exist'); process.exitCode = 1;`);
  const error = await service.start().catch((reason: unknown) => reason);
  if (!(error instanceof Broken)) throw new Error('it was not broken', { cause: error });
  expect(error.part).toMatchObject({
    promise: '`src/migrate.ts up` brings an empty database up to date.',
    saw: 'exit code 1; stderr begins "relation \\"x\\" does not exist"',
  });
});

test('a relay between service and database hangs, is restored, counts statements, and is told of', async () => {
  const { scenario, service, relays } = await open();
  const relay = await relays.postgres(await service.database());
  const running = await service.start({ env: { DATABASE_URL: relay.url } });
  expect(await running.request('GET', '/')).toMatchObject({ text: 'one' });
  expect(relay.statements()).toMatchObject([{ sql: 'SELECT name FROM things WHERE id = $1', parameters: 1 }]);

  relay.hang();
  const since = relay.mark();
  const hung = running.attempt('GET', '/');
  expect(await relay.sees('the statement', () => relay.statements({ since }).length === 1)).toBe(true);
  await relay.restore();
  expect(await hung).toMatchObject({ status: 200, text: 'one' });

  await relay.refuse({ cut: true });
  expect(await running.request('GET', '/')).toMatchObject({ status: 503 });
  expect(await relay.sees('what never comes', () => false, 50)).toBe(false);
  const { did } = scenario.observe({ expected: 'a', saw: 'b', look: 'c' });
  expect(did.flatMap((step) => (step.kind === 'note' ? [step.text] : []))).toEqual([
    expect.stringMatching(/^started trial with DATABASE_URL=.* PORT=0|^started trial with PORT=0/),
    'between the service and PostgreSQL: hang',
    'between the service and PostgreSQL: restore',
    'between the service and PostgreSQL: refuse',
    'between the service and PostgreSQL: cut',
  ]);
});
