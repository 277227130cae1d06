import { broken, type PostgresDatabase, type PostgresSession } from 'checker/kit';

/** The judge's view of a database, or a session of its own there. */
export type Asked = Pick<PostgresDatabase | PostgresSession, 'query'>;

/**
 * A statement of the judge's on tables of the submission. That one of them, or a column, is not as the page has it is the
 * submission's fault; every other refusal is ours.
 */
export async function ask<Row extends object>(
  on: Asked,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  try {
    return await on.query<Row>(sql, parameters);
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message: string };
    if (typeof code === 'string' && /^(42(P01|703|804|883|P10)|23502|428C9)$/.test(code))
      broken({
        expected:
          'tables and columns as the page lists them, in the schema `public`; further columns that need no value',
        saw: `PostgreSQL says about a statement of the judge's: ${message}`,
        look: `Send it yourself, with psql: ${sql.replaceAll(/\s+/g, ' ').slice(0, 200)}`,
      });
    throw error;
  }
}
