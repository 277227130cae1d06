import type { PostgresDatabase } from 'checker/kit';

/** The database's clock, in milliseconds since 1970. */
export async function databaseNow(database: PostgresDatabase): Promise<number> {
  const [row] = await database.query<{ ms: number }>(
    'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms',
  );
  return row?.ms ?? Number.NaN;
}

/** What a time of three digits may be off, since the database keeps more of them. */
export const roundingMs = 2;

export function ms(time: string): number {
  return Date.parse(time);
}
