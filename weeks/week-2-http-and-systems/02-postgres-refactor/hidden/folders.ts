import {
  expectEqual,
  expectThat,
  type Files,
  type PostgresDatabase,
  type Program,
  type Run,
  type Source,
  showValue,
  type Teaching,
} from 'checker/kit';

/** Folders of migrations, the judge's own and copies of the submission's, and `src/migrate.ts` on them. */

/** What the page takes for a migration. */
const migrationName = /^\d{4}_[a-z0-9_-]+\.sql$/;

export interface Folder {
  /** For MIGRATIONS_DIR. */
  readonly path: string;
  write(file: string, sql: string | Uint8Array): void;
}

export function folderOf(
  files: Files,
  name: string,
  migrations: Readonly<Record<string, string | Uint8Array>>,
): Folder {
  const write = (file: string, sql: string | Uint8Array) => files.write(`${name}/${file}`, sql);
  files.makeFolder(name);
  for (const [file, sql] of Object.entries(migrations)) write(file, sql);
  return { path: files.path(name), write };
}

/** The submission's own migrations. */
export function ownMigrations(source: Source): Readonly<Record<string, Uint8Array>> {
  const all = Object.entries(source.files('migrations')).filter(([file]) => migrationName.test(file));
  expectThat(all.length > 0, {
    expected: 'at least one migration in the folder `migrations`, such as migrations/0001_tasks.sql',
    saw: showValue(Object.keys(source.files('migrations'))),
    look: 'Four digits, an underscore, a name in lower case, and `.sql`: what is your file called?',
  });
  return Object.fromEntries(all);
}

/** `src/migrate.ts` with a command, on a database and a folder; without one it takes its own. */
export function migrate(
  program: Program,
  args: readonly string[],
  {
    url,
    folder,
    transcript,
  }: { readonly url: string; readonly folder?: Folder; readonly transcript?: boolean },
): Promise<Run> {
  return program.run(args, {
    entry: 'src/migrate.ts',
    env: { DATABASE_URL: url, ...(folder === undefined ? {} : { MIGRATIONS_DIR: folder.path }) },
    ...(transcript === undefined ? {} : { transcript }),
  });
}

/** How many rows `schema_migrations` has; null when there is no such table. */
export async function recordedIn(database: PostgresDatabase): Promise<number | null> {
  const [there] = await database.query<{ there: boolean }>(
    `SELECT to_regclass('public.schema_migrations') IS NOT NULL AS there`,
  );
  if (there?.there !== true) return null;
  const [row] = await database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM public.schema_migrations',
  );
  return row?.count ?? 0;
}

/** Whether there are such tables, in the order asked for. */
export async function tablesIn(
  database: PostgresDatabase,
  names: readonly string[],
): Promise<readonly string[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT name FROM unnest($1::text[]) WITH ORDINALITY AS n (name, place)
     WHERE to_regclass('public.' || name) IS NOT NULL ORDER BY place`,
    [names],
  );
  return rows.map(({ name }) => name);
}

/** What the judge's migrations have noted in their table `notes`, in the order in which they did. */
export async function notesIn(database: PostgresDatabase): Promise<readonly string[]> {
  if ((await tablesIn(database, ['notes'])).length === 0) return [];
  return (await database.query<{ text: string }>('SELECT text FROM public.notes ORDER BY place')).map(
    ({ text }) => text,
  );
}

/** Everything that the submission could have changed in the database's catalog, with the records of migrations. */
export async function catalogOf(database: PostgresDatabase): Promise<readonly string[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT n.nspname || '.' || c.relname || ' ' || c.relkind::text || ' ' || c.oid || ' ' || c.relfilenode AS name
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
     UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname !~ '^pg_'
     ORDER BY 1`,
  );
  const records =
    (await recordedIn(database)) === null
      ? []
      : await database.query<{ row: string }>(
          'SELECT s::text AS row FROM public.schema_migrations s ORDER BY 1',
        );
  return [...rows.map(({ name }) => name), ...records.map(({ row }) => `record ${row}`)];
}

/** What stands in the database now is what stood there before. */
export async function expectSameCatalog(
  database: PostgresDatabase,
  before: readonly string[],
  after: string,
  teaching: Teaching,
): Promise<void> {
  const now = await catalogOf(database);
  const changes = [
    ...now.filter((line) => !before.includes(line)).map((line) => `new: ${line}`),
    ...before.filter((line) => !now.includes(line)).map((line) => `gone: ${line}`),
  ];
  expectEqual(`what has changed in the database by ${after}`, changes, [], teaching);
}

/** One line on stderr, so much that whoever reads it knows what is the matter. */
export function expectOneLine(run: Run, containing: readonly string[], teaching: Teaching): void {
  const lines = run.stderr.split('\n').filter((line) => line.trim() !== '');
  const missing = containing.filter((text) => !run.stderr.includes(text));
  expectThat(lines.length === 1 && missing.length === 0, {
    ...teaching,
    expected: `one line on stderr${containing.length === 0 ? '' : ` that has ${containing.map((text) => `"${text}"`).join(' and ')} in it`}`,
    saw: showValue(run.stderr),
  });
}

/** stderr says what it is about. */
export function expectTold(run: Run, texts: readonly string[], teaching: Teaching): void {
  const missing = texts.filter((text) => !run.stderr.includes(text));
  expectThat(missing.length === 0, {
    ...teaching,
    expected: `stderr to have ${missing.map((text) => `"${text}"`).join(' and ')} in it`,
    saw: showValue(run.stderr),
  });
}

/** A table of the judge's for what its migrations do, and a line in it. */
export const notes = 'CREATE TABLE notes (place int GENERATED ALWAYS AS IDENTITY, text text NOT NULL);\n';
export const note = (text: string) => `INSERT INTO notes (text) VALUES ('${text}');\n`;

export function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
