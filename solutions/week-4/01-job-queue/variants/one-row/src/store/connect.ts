import { Pool, type QueryResultRow } from 'pg';
import { HttpError } from '../domain/errors.ts';

export type Sql = <Row extends QueryResultRow>(text: string, ...values: unknown[]) => Promise<Row[]>;

export function openPool(url: string, max: number) {
  const pool = new Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 1500,
    statement_timeout: 2500,
    query_timeout: 3000,
  });
  pool.on('error', () => {});

  const sql: Sql = async (text, ...values) => {
    try {
      return (await pool.query(text, values)).rows;
    } catch (error) {
      if (isAway(error)) throw new HttpError(503, 'the database is away');
      throw error;
    }
  };
  return { sql, close: () => Promise.race([pool.end(), new Promise((resolve) => setTimeout(resolve, 800))]) };
}

function isAway(error: unknown): boolean {
  const { severity, code } = error as { severity?: string; code?: string };
  return severity === undefined || /^(08|53|57|40|55)/.test(code ?? '');
}
