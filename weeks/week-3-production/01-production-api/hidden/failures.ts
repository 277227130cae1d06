import { broken, type PostgresDatabase } from 'checker/kit';

/** Tasks with a title that begins so cannot be stored. */
export const refusedTitle = 'refuse-';

/**
 * From now on PostgreSQL refuses those tasks: by a trigger that says `message`, with an SQLSTATE that nobody expects, or by
 * a constraint, whose error shows the row.
 */
export async function refuseTasks(
  database: PostgresDatabase,
  by: { readonly message: string } | 'constraint',
): Promise<void> {
  const statements =
    by === 'constraint'
      ? [`ALTER TABLE public.tasks ADD CONSTRAINT judge_refuses CHECK (title NOT LIKE '${refusedTitle}%')`]
      : [
          'CREATE SCHEMA IF NOT EXISTS judge',
          `CREATE FUNCTION judge.refuse() RETURNS trigger LANGUAGE plpgsql AS $judge$
           BEGIN RAISE EXCEPTION '${by.message}' USING ERRCODE = 'P0001'; END $judge$`,
          `CREATE TRIGGER judge_refuse BEFORE INSERT OR UPDATE ON public.tasks FOR EACH ROW
           WHEN (NEW.title LIKE '${refusedTitle}%') EXECUTE FUNCTION judge.refuse()`,
        ];
  for (const sql of statements) await ask(database, sql);
}

async function ask(database: PostgresDatabase, sql: string): Promise<void> {
  try {
    await database.query(sql);
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message: string };
    if (typeof code === 'string' && /^42(P01|703)$/.test(code))
      broken({
        expected: 'tables and columns as the page of postgres-refactor lists them',
        saw: `PostgreSQL says about a statement of the judge's: ${message}`,
        look: `Send it yourself, with psql: ${sql.replaceAll(/\s+/g, ' ')}`,
      });
    throw error;
  }
}
