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
  folderOf,
  linesOf,
  migrate,
  note,
  notes,
  notesIn,
  ownMigrations,
  recordedIn,
} from './folders.ts';

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
