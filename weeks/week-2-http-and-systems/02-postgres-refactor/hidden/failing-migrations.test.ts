import { expectEqual, expectRun, requirement } from 'checker/kit';
import {
  catalogOf,
  expectSameCatalog,
  expectTold,
  folderOf,
  linesOf,
  migrate,
  note,
  notes,
  notesIn,
  recordedIn,
  tablesIn,
} from './folders.ts';

requirement('failed-migration-rolls-back', async ({ program, postgres, files }) => {
  const database = await postgres.database();
  const folder = folderOf(files, 'judged', {
    '0001_good.sql': notes + note('1'),
    '0002_half.sql': `CREATE TABLE half (id int);\n${note('2')}SELECT 1 / (SELECT count(*) FROM half);`,
    '0003_later.sql': 'CREATE TABLE later (id int);',
  });
  const on = { url: database.url, folder };
  const failed = await migrate(program, ['up'], on);
  const tell =
    'Who reads stderr at night needs to know two things: which file, and what PostgreSQL said about it.';
  expectRun(failed, { code: 1, look: 'A migration that fails ends `up`: what becomes of its error?' });
  expectTold(failed, ['0002_half', 'division by zero'], { look: tell });
  const look = 'BEGIN, the file, its record, COMMIT: for each file, on one connection.';
  expectEqual('the tables half and later after that', await tablesIn(database, ['half', 'later']), [], {
    look,
  });
  expectEqual('what the migrations did', await notesIn(database), ['1'], {
    look: 'What was applied before stays, each file for itself.',
  });
  const status = await migrate(program, ['status'], on);
  expectRun(status, { code: 0, look: 'A pending migration is no error for `status`.' });
  expectEqual(
    'the lines of `status`',
    linesOf(status.stdout),
    ['0001_good applied', '0002_half pending', '0003_later pending'],
    { look: 'A migration that failed has no record.' },
  );

  // Mended. The next one fails in COMMIT, where the record is already written.
  folder.write('0002_half.sql', `CREATE TABLE half (id int PRIMARY KEY);\n${note('2')}`);
  folder.write(
    '0003_later.sql',
    `CREATE TABLE later (id int REFERENCES half DEFERRABLE INITIALLY DEFERRED); INSERT INTO later VALUES (1);`,
  );
  const atCommit = await migrate(program, ['up'], on);
  expectRun(atCommit, { code: 1, look: 'COMMIT can fail, too: a constraint may be checked only then.' });
  expectTold(atCommit, ['0003_later', 'later_id_fkey'], { look: tell });
  expectEqual('the tables half and later after that', await tablesIn(database, ['half', 'later']), ['half'], {
    look: 'The file that was mended is applied, the one that failed in COMMIT is not.',
  });
  expectEqual('the number of rows in schema_migrations', await recordedIn(database), 2, { look });

  // The record is part of the transaction: where it cannot be written, nothing of the file stays.
  folder.write('0003_later.sql', 'CREATE TABLE later (id int);');
  await database.query(`CREATE FUNCTION no_record() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'no record of this'; END $$; GRANT EXECUTE ON FUNCTION no_record() TO PUBLIC`);
  await database.query(
    'CREATE TRIGGER no_record BEFORE INSERT ON public.schema_migrations FOR EACH ROW EXECUTE FUNCTION no_record()',
  );
  const unrecorded = await migrate(program, ['up'], on);
  expectRun(unrecorded, { code: 1, look: 'What if the record cannot be written?' });
  expectEqual(
    'the table later when its record could not be written',
    await tablesIn(database, ['later']),
    [],
    {
      look: 'File and record are one transaction: otherwise a crash between them leaves a migration that is applied twice.',
    },
  );
});

requirement('detects-changed-migration', async ({ program, postgres, files }) => {
  const database = await postgres.database();
  const first = notes + note('1');
  const second = note('2');
  const folder = folderOf(files, 'judged', { '0001_first.sql': first, '0002_second.sql': second });
  const on = { url: database.url, folder };
  expectRun(await migrate(program, ['up'], on), { code: 0, look: 'Two files, and an empty database.' });
  folder.write('0003_third.sql', note('3'));
  const before = await catalogOf(database);
  const changes: readonly (readonly [file: string, sql: string, how: string])[] = [
    ['0002_second.sql', second.replace('2', '7'), 'one character is another'],
    ['0001_first.sql', `${first} `, 'there is a space more at its end'],
  ];
  for (const [file, sql, how] of changes) {
    folder.write(file, sql);
    const name = file.replace('.sql', '');
    const promise = `When the file of an applied migration has changed (here: ${how} in ${file}), \`up\` and \`status\` exit with 1 and name the migration, and nothing is applied.`;
    const look =
      'How could the program know what the file was? Compare all of them before the first pending one is applied.';
    for (const command of ['up', 'status']) {
      const run = await migrate(program, [command], on);
      expectRun(run, { code: 1, promise, look });
      expectTold(run, [name], { promise, look });
    }
    expectEqual('what the migrations did', await notesIn(database), ['1', '2'], { promise, look });
    await expectSameCatalog(database, before, '`up` and `status`', { promise, look });
    folder.write('0001_first.sql', first);
    folder.write('0002_second.sql', second);
  }
  const look = 'The files are as they were when they were applied, and one is pending.';
  expectRun(await migrate(program, ['up'], on), { code: 0, look });
  expectEqual('what the migrations did when all was as before', await notesIn(database), ['1', '2', '3'], {
    look,
  });
});
