import { expect, test, vi } from 'vitest';
import type { PostgresAccess } from '../src/services/access.ts';
import { forgetSubmission } from '../src/services/forget-submission.ts';
import { connectPostgres } from '../src/services/postgres/connect.ts';
import { templateName } from '../src/services/postgres/templates.ts';
import { openScenarioOfTest } from '../test/open-scenario.ts';
import { postgresForTests } from '../test/postgres-server.ts';
import { createPostgres } from './postgres.ts';

const server = postgresForTests();

async function hostOfTest(access: PostgresAccess = server()) {
  const scenario = await openScenarioOfTest({
    manifest: { services: ['postgres'] },
    services: { postgres: { kind: 'ready', access } },
  });
  return { scenario, postgres: createPostgres(scenario) };
}

async function namesOnServer(): Promise<string[]> {
  await using admin = await connectPostgres(server().url, 10_000);
  const { rows } = await admin.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database UNION ALL SELECT rolname FROM pg_roles`,
  );
  return rows.map(({ name }) => name).filter((name) => name.startsWith(server().prefix));
}

test('a database for the submission, and a view of it for the judge', async () => {
  const { postgres } = await hostOfTest();
  const database = await postgres.database();
  await using learner = await connectPostgres(database.url, 10_000);
  await learner.query('CREATE TABLE tasks (id int PRIMARY KEY, title text)');
  await learner.query("INSERT INTO tasks VALUES (1, 'one')");
  expect(await database.query('SELECT title FROM tasks WHERE id = $1', [1])).toEqual([{ title: 'one' }]);
  await expect(database.query('SELECT * FROM missing')).rejects.toMatchObject({ code: '42P01' });
});

test('tells who is connected, in which state, and waits for what; the judge itself does not count', async () => {
  const { postgres } = await hostOfTest();
  const database = await postgres.database();
  await database.query('CREATE TABLE rows (id int PRIMARY KEY); GRANT ALL ON rows TO PUBLIC');
  expect(await database.sessions()).toEqual([]);
  const holder = await database.session();
  await holder.query('BEGIN');
  await holder.query('LOCK TABLE rows');
  // Also one that takes the judge's name.
  await using learner = await connectPostgres(database.url, 10_000);
  const blocked = learner.query('SELECT * FROM rows').then(
    () => 'answered',
    (error: { code?: string }) => error.code,
  );
  await expect
    .poll(() => database.sessions())
    .toMatchObject([{ state: 'active', waitsFor: 'Lock', query: 'SELECT * FROM rows', inTransaction: true }]);
  expect(await database.terminate([holder.pid])).toBe(0);
  expect(await database.terminate()).toBe(1);
  expect(await blocked).toBe('57P01');
  expect(await database.sessions()).toEqual([]);
  expect(await holder.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a transaction that has failed is still open', async () => {
  const { postgres } = await hostOfTest();
  const database = await postgres.database();
  await using learner = await connectPostgres(database.url, 10_000);
  await learner.query('BEGIN');
  // The client hears of the error before its session is idle.
  await expect(learner.query('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
  await expect
    .poll(() => database.sessions())
    .toMatchObject([{ state: 'idle in transaction (aborted)', inTransaction: true }]);
  await learner.query('ROLLBACK');
  await expect.poll(() => database.sessions()).toMatchObject([{ state: 'idle', inTransaction: false }]);
});

test('copies a database that was filled; the first goes on', async () => {
  const { postgres } = await hostOfTest();
  const first = await postgres.database();
  await using learner = await connectPostgres(first.url, 10_000);
  await learner.query('CREATE TABLE numbers AS SELECT * FROM generate_series(1, 10000) AS number');
  await first.query('SELECT 1');
  const copy = await postgres.database({ from: first });
  await using again = await connectPostgres(copy.url, 10_000);
  await again.query('DELETE FROM numbers WHERE number > 10');
  const count = 'SELECT count(*)::int AS count FROM numbers';
  expect([await copy.query(count), await first.query(count)]).toEqual([[{ count: 10 }], [{ count: 10_000 }]]);
});

/** As a submission's migrations would. */
function filling(...statements: string[]) {
  const fill = vi.fn(async (url: string) => {
    await using learner = await connectPostgres(url, 10_000);
    for (const statement of statements) await learner.query(statement);
  });
  return fill;
}

test('fills a database once for a submission; each scenario owns its copy', async () => {
  const { scenario } = await hostOfTest();
  const fill = filling(
    'CREATE TABLE tasks (id int GENERATED ALWAYS AS IDENTITY, title text)',
    "INSERT INTO tasks (title) VALUES ('one')",
    'CREATE TYPE mood AS ENUM ()',
    'CREATE SCHEMA more',
    'CREATE TABLE more.notes ()',
    "CREATE FUNCTION two() RETURNS int LANGUAGE sql AS 'SELECT 2'",
  );
  const first = await createPostgres(scenario).databaseLike(fill);
  const second = await createPostgres(scenario).databaseLike(fill);
  expect([first.filled, second.filled]).toEqual([true, false]);
  expect(fill).toHaveBeenCalledTimes(1);
  for (const { database } of [first, second]) {
    await using learner = await connectPostgres(database.url, 10_000);
    await learner.query("INSERT INTO tasks (title) VALUES ('two')");
    expect(await database.query('SELECT * FROM public.tasks')).toEqual([
      { id: 1, title: 'one' },
      { id: 2, title: 'two' },
    ]);
    await learner.query('ALTER TABLE tasks ADD COLUMN more text; DROP FUNCTION two(); DROP TYPE mood');
    await learner.query('DROP SCHEMA more CASCADE');
  }
  expect(await namesOnServer()).toContain(templateName(server(), scenario.run.folder));
  await scenario[Symbol.asyncDispose]();
  await forgetSubmission(scenario.run.services, scenario.run.folder);
  expect(await namesOnServer()).toEqual([]);
});

test('several scenarios that begin at once wait for nobody', async () => {
  const { scenario } = await hostOfTest();
  const fill = filling('CREATE TABLE tasks (id int)');
  const opened = await Promise.all([1, 2, 3].map(() => createPostgres(scenario).databaseLike(fill)));
  for (const { database } of opened) {
    await using learner = await connectPostgres(database.url, 10_000);
    await learner.query('ALTER TABLE tasks ADD COLUMN more text');
  }
  await forgetSubmission(scenario.run.services, scenario.run.folder);
});

test('where filling fails each scenario finds out for itself', async () => {
  const { scenario } = await hostOfTest();
  for (const host of [createPostgres(scenario), createPostgres(scenario)])
    await expect(host.databaseLike(filling('CREATE TABLE'))).rejects.toMatchObject({ code: '42601' });
  await scenario[Symbol.asyncDispose]();
  expect(await namesOnServer()).toEqual([]);
});

test.each([
  'ALTER ROLE CURRENT_USER SET timezone = $$Asia/Tokyo$$',
  'DO $$ BEGIN EXECUTE format($f$ALTER DATABASE %I SET timezone = $z$Asia/Tokyo$z$ $f$, current_database()); END $$',
  'CREATE TABLE t (); CREATE POLICY mine ON t TO CURRENT_USER',
  'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC',
])('what a copy would lose is filled in anew: %s', async (statement) => {
  const { scenario } = await hostOfTest();
  const fill = filling(statement);
  await createPostgres(scenario).databaseLike(fill);
  const { database, filled } = await createPostgres(scenario).databaseLike(fill);
  expect(filled).toBe(true);
  expect(fill).toHaveBeenLastCalledWith(database.url);
  await scenario[Symbol.asyncDispose]();
  await forgetSubmission(scenario.run.services, scenario.run.folder);
  expect(await namesOnServer()).toEqual([]);
});

test('leaves nothing on the server, also when the submission is still connected', async () => {
  const { scenario, postgres } = await hostOfTest();
  const database = await postgres.database();
  await postgres.database({ from: database });
  await using _ = await connectPostgres(database.url, 10_000);
  const before = await namesOnServer();
  await scenario[Symbol.asyncDispose]();
  const after = await namesOnServer();
  expect(before.filter((name) => !after.includes(name))).toHaveLength(3);
  expect(after).not.toContain(database.name);
});

test('a server that cannot be had ends the scenario with the cause and what helps', async () => {
  const scenario = await openScenarioOfTest({
    services: { postgres: { kind: 'unavailable', cause: 'no disk', hint: 'Buy one.' } },
  });
  await expect(createPostgres(scenario).database()).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    message: 'no disk',
    hint: 'Buy one.',
  });
});

test('a server that has gone is its own trouble, told before a learner is blamed', async () => {
  const { scenario, postgres } = await hostOfTest();
  await postgres.database();
  expect(await scenario.trouble()).toBeNull();
  const gone = new URL(server().url);
  gone.port = '1';
  const other = await hostOfTest({ ...server(), url: gone.href });
  await expect(other.postgres.database()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(await other.scenario.trouble()).toContain('no longer answers');
});

test('the URL leads to the same database through a relay', async () => {
  const { postgres } = await hostOfTest();
  const database = await postgres.database();
  const through = new URL(database.urlThrough({ host: '127.0.0.1', port: 4321 }));
  expect(through.host).toBe('127.0.0.1:4321');
  expect(through.pathname).toBe(`/${database.name}`);
  expect(through.username).toBe(database.role);
});
