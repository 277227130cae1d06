import { setTimeout } from 'node:timers/promises';
import { expectEqual, expectRun, type PostgresDatabase, requirement } from 'checker/kit';
import { expectTold, folderOf, migrate, notesIn, ownMigrations, recordedIn } from './folders.ts';
import { expectStatus } from './tasks.ts';

requirement('migrates-concurrently', async ({ program, postgres, files, signal }) => {
  const database = await postgres.database();
  const note = (text: string) => `INSERT INTO notes (text) VALUES ('${text}');\n`;
  const folder = folderOf(files, 'judged', {
    '0001_notes.sql': `CREATE TABLE notes (place int GENERATED ALWAYS AS IDENTITY, text text);\n${note('1')}`,
    '0002_two.sql': note('2'),
    '0003_three.sql': note('3'),
  });
  // A table of that name that is not there yet, and may never be: whoever makes it waits to see.
  const holder = await database.session();
  await holder.query('BEGIN');
  await holder.query('CREATE TABLE public.schema_migrations ()');
  const running = Array.from({ length: 5 }, (_, index) =>
    program.run(['up'], {
      entry: 'src/migrate.ts',
      env: { DATABASE_URL: database.url, MIGRATIONS_DIR: folder.path },
      lane: `process ${index + 1}`,
      patienceMs: 20_000,
    }),
  );
  const all = Promise.all(running);
  await haveSettled(database, all, signal);
  await holder.query('ROLLBACK');
  for (const run of await all)
    expectRun(run, {
      code: 0,
      look: 'Two of them can find that a table is not there, and then both make it. Who holds which lock, from when to when, and on which connection?',
    });
  const look = 'Those who have waited must look at schema_migrations after they have the lock, not before.';
  expectEqual('what the migrations did, in their order', await notesIn(database), ['1', '2', '3'], { look });
  expectEqual('the number of rows in schema_migrations', await recordedIn(database), 3, { look });
});

/** All five have come as far as they can: each waits for a lock, or has been idle for a while, as one that asks again and again. */
async function haveSettled(
  database: PostgresDatabase,
  ended: Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  let over = false;
  ended.finally(() => {
    over = true;
  });
  let calm = 0;
  for (const end = performance.now() + 8_000; performance.now() < end && !over && calm < 8; ) {
    const sessions = await database.sessions();
    const waiting = sessions.filter(({ waitsFor }) => waitsFor === 'Lock').length;
    if (waiting >= 5) return;
    const resting = sessions.filter(({ state }) => state !== 'active').length;
    calm = waiting > 0 && waiting + resting >= 5 ? calm + 1 : 0;
    await setTimeout(20, undefined, { signal });
  }
}

requirement('refuses-newer-schema', async ({ program, postgres, service, files, source }) => {
  const own = ownMigrations(source);
  const further = '9900_of-the-judge';
  const newer = folderOf(files, 'newer', {
    ...own,
    [`${further}.sql`]: 'CREATE TABLE of_the_judge (id int);',
  });
  const one = folderOf(files, 'one', { '0001_one.sql': 'CREATE TABLE one (id int);' });
  const another = folderOf(files, 'another', { '0001_another.sql': 'CREATE TABLE one (id int);' });
  const database = await service.database();
  const elsewhere = await postgres.database();

  const old = await service.start({ name: 'the service of today' });
  const look = 'Which list of names do you compare with which? Both ways, and anew with each request.';
  const expectReady = async (ready: Pick<typeof old, 'request'>, status: 200 | 503, why: string) =>
    expectStatus(await ready.request('GET', '/readyz'), status, {
      promise:
        'The service is ready when the migrations applied to the database are exactly those of its folder.',
      why,
      look,
    });
  await expectReady(old, 200, 'its migrations are those of the database');
  const next = await service.start({
    name: 'the service of tomorrow',
    env: { MIGRATIONS_DIR: newer.path },
  });
  await expectReady(next, 503, `the database lacks ${further}, which lies in its folder`);
  const up = { code: 0, look: 'A copy of your folder with one file more.' };
  expectRun(await migrate(program, ['up'], { url: database.url, folder: newer }), up);
  await expectReady(next, 200, '`up` has run since');
  await expectReady(old, 503, `the database has ${further}, which its folder does not have`);
  expectStatus(await old.request('GET', '/livez'), 200, {
    look: 'The process lives, whatever its database is like.',
  });
  for (const command of ['up', 'status']) {
    const refused = await migrate(program, [command], { url: database.url });
    const compare = 'Records without a file are newer than the folder.';
    expectRun(refused, { code: 1, look: compare });
    expectTold(refused, [further], { look: compare });
  }

  // As many, but others.
  const third = await service.start({
    name: 'a service with one migration',
    env: { DATABASE_URL: elsewhere.url, MIGRATIONS_DIR: one.path },
  });
  await expectReady(third, 503, 'its database is empty');
  expectRun(await migrate(program, ['up'], { url: elsewhere.url, folder: another }), up);
  await expectReady(third, 503, 'the database has 0001_another, and its folder has 0001_one');
});
