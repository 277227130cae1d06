import {
  expectEqual,
  expectRun,
  expectThat,
  type PostgresDatabase,
  requirement,
  showValue,
} from 'checker/kit';
import {
  catalogOf,
  expectOneLine,
  expectSameCatalog,
  expectTold,
  folderOf,
  migrate,
  notesIn,
  ownMigrations,
  recordedIn,
  tablesIn,
} from './folders.ts';

const notes = 'CREATE TABLE notes (place int GENERATED ALWAYS AS IDENTITY, text text NOT NULL);\n';
const note = (text: string) => `INSERT INTO notes (text) VALUES ('${text}');\n`;

const wished: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  tasks: {
    id: 'uuid',
    title: 'text',
    status: 'text',
    priority: 'text',
    due: 'date',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  task_history: { task_id: 'uuid', op: 'text', at: 'timestamptz' },
};

requirement('migrates-from-empty', async ({ program, postgres, files, source }) => {
  const own = Object.keys(ownMigrations(source));
  const database = await postgres.database();
  const look = 'Run `node src/migrate.ts up` on an empty database, and look at it with psql: `\\d tasks`.';
  expectRun(await migrate(program, ['up'], { url: database.url }), { code: 0, look });
  for (const [table, columns] of Object.entries(wished))
    expectEqual(
      `the columns of ${table} that the page lists`,
      await columnsOf(database, table, columns),
      columns,
      {
        look: 'Tables lie in the schema `public`, and have the names and types of the page.',
      },
    );
  expectEqual('the columns of the primary key of tasks', await primaryKeyOf(database), ['id'], { look });
  expectEqual('the number of rows in schema_migrations', await recordedIn(database), own.length, {
    look: 'One row for each applied migration, written by `up`.',
  });

  // Names run against the numbers, statements hold semicolons, and what is no migration is no SQL either.
  const nonsense = 'this is no SQL';
  const folder = folderOf(files, 'judged', {
    '0010_a.sql': `${note('10')}-- the last line has a comment; and no end`,
    '0002_b-b.sql': `CREATE FUNCTION twice() RETURNS void LANGUAGE plpgsql AS $body$
      BEGIN INSERT INTO notes (text) VALUES ('2;'); INSERT INTO notes (text) VALUES ('2'); END $body$;
      SELECT twice(); SELECT 1`,
    '0001_c_1.sql': `${notes}${note('1')}`,
    '0003_upper_Case.sql': nonsense,
    '00004_five-digits.sql': nonsense,
    '5_one-digit.sql': nonsense,
    '0006_old.sql.bak': nonsense,
    '0007.sql': nonsense,
    'README.md': nonsense,
  });
  const other = await postgres.database();
  const files_ =
    'Which files of the folder are migrations, and in which order do they come? Each goes to PostgreSQL as it is.';
  expectRun(await migrate(program, ['up'], { url: other.url, folder }), { code: 0, look: files_ });
  expectEqual('what the migrations did, in their order', await notesIn(other), ['1', '2;', '2', '10'], {
    look: files_,
  });
  expectEqual('the number of rows in schema_migrations', await recordedIn(other), 3, { look: files_ });
});

async function columnsOf(
  database: PostgresDatabase,
  table: string,
  columns: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const rows = await database.query<{ name: string; type: string }>(
    `SELECT column_name AS name, udt_name AS type FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 AND column_name = ANY ($2)`,
    [table, Object.keys(columns)],
  );
  const types = new Map(rows.map(({ name, type }) => [name, type]));
  return Object.fromEntries(Object.keys(columns).map((name) => [name, types.get(name) ?? 'missing']));
}

async function primaryKeyOf(database: PostgresDatabase): Promise<readonly string[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT a.attname AS name FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
     WHERE i.indrelid = to_regclass('public.tasks') AND i.indisprimary`,
  );
  return rows.map(({ name }) => name);
}

requirement('migrates-twice', async ({ program, postgres, files }) => {
  const database = await postgres.database();
  const own = { url: database.url };
  const look =
    'Which files are left out, since they have been applied? Ask schema_migrations, not the tables.';
  expectRun(await migrate(program, ['up'], own), { code: 0, look });
  const before = await catalogOf(database);
  expectRun(await migrate(program, ['up'], own), { code: 0, look });
  await expectSameCatalog(database, before, 'the second `up`', { look });

  const other = await postgres.database();
  // Could run twice without an error, and then it shows.
  const folder = folderOf(files, 'judged', {
    '0001_notes.sql': `${notes.replace('TABLE', 'TABLE IF NOT EXISTS')}${note('1')}`,
    '0002_more.sql': note('2'),
  });
  const judged = { url: other.url, folder };
  for (const _ of [1, 2]) expectRun(await migrate(program, ['up'], judged), { code: 0, look });
  expectEqual('what the migrations did in two runs of `up`', await notesIn(other), ['1', '2'], { look });
  folder.write('0003_last.sql', note('3'));
  for (const _ of [1, 2]) expectRun(await migrate(program, ['up'], judged), { code: 0, look });
  expectEqual(
    'what they did after a third was added, and `up` run twice',
    await notesIn(other),
    ['1', '2', '3'],
    {
      look: 'A new file is applied, and those before it are not applied again.',
    },
  );
});

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

requirement('migration-status', async ({ program, postgres, files, source }) => {
  const own = Object.keys(ownMigrations(source)).map((file) => file.replace('.sql', ''));
  const database = await postgres.database();
  const empty = await catalogOf(database);
  const onEmpty = await migrate(program, ['status'], { url: database.url });
  const look =
    'A line for each file, in the order of the numbers: `NNNN_name applied` or `NNNN_name pending`.';
  expectRun(onEmpty, { code: 0, look: 'On an empty database there is no table schema_migrations yet.' });
  expectEqual(
    'the lines of `status` on an empty database',
    linesOf(onEmpty.stdout),
    own.sort().map((name) => `${name} pending`),
    { look },
  );
  await expectSameCatalog(database, empty, '`status` on an empty database', {
    look: 'Asking is not making: which statement of `status` makes something?',
  });

  const folder = folderOf(files, 'judged', { '0001_z.sql': notes + note('1'), '0020_y-y.sql': note('20') });
  const on = { url: database.url, folder };
  expectRun(await migrate(program, ['up'], on), { code: 0, look: 'Two files, and an empty database.' });
  folder.write('0100_a_1.sql', note('100'));
  folder.write('notes.txt', 'no migration');
  const before = await catalogOf(database);
  const status = await migrate(program, ['status'], on);
  expectRun(status, { code: 0, look: 'That something is pending is no error.' });
  expectEqual(
    'the lines of `status`',
    linesOf(status.stdout),
    ['0001_z applied', '0020_y-y applied', '0100_a_1 pending'],
    { look },
  );
  await expectSameCatalog(database, before, '`status`', { look: 'It changes nothing.' });
  expectEqual('what the migrations did', await notesIn(database), ['1', '20'], {
    look: 'It applies nothing.',
  });

  for (const args of [[], ['down'], ['Up']]) {
    const run = await migrate(program, args, on);
    const promise =
      'Without a command, or with another one than `up` and `status`: one line on stderr and exit code 2.';
    const usage = 'What does the program do with what it does not know?';
    expectRun(run, { code: 2, promise, look: usage });
    expectOneLine(run, [], { promise, look: usage });
  }
  const password = 'p4ssw0rd-of-the-judge';
  for (const command of ['up', 'status']) {
    const run = await migrate(program, [command], {
      url: `postgres://judge:${password}@127.0.0.1:1/none`,
      folder,
    });
    const promise = 'When the database cannot be reached: one line on stderr, exit code 1.';
    const reach = 'Which error comes when nobody listens there, and who catches it?';
    expectRun(run, { code: 1, promise, look: reach });
    expectOneLine(run, [], { promise, look: reach });
    expectThat(!(run.stderr + run.stdout).includes(password), {
      promise: 'No line shows the value of DATABASE_URL, for there is a password in it.',
      expected: 'no password in what is printed',
      saw: showValue(run.stderr + run.stdout),
      look: 'Write the line yourself, from the error and without the URL.',
    });
  }
});

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
