import { setTimeout } from 'node:timers/promises';
import { Client, Pool } from 'pg';
import { Away, type Log } from '../domain/ports.ts';

export type Ask = <Row extends object>(
  text: string,
  values?: readonly unknown[],
  name?: string,
) => Promise<readonly Row[]>;

export type Connections = Readonly<{ ask: Ask; end(): Promise<void> }>;

/** "Not now" in the server's words: no connection, no room, shutting down, too slow, or somebody has the row locked. */
const later = /^(?:08(?!P01)|53|57P0|57014|40|55P03|25006)/;

/** Connections are made when they are asked for, and kept. */
export function openConnections(url: string, max: number, log: Log): Connections {
  const pool = new Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 2000,
    // The server gives up before we do: what we have given up shall not happen afterwards.
    statement_timeout: 2500,
    query_timeout: 3200,
    idleTimeoutMillis: 0,
    keepAlive: true,
    // A queue has no statistics: it is empty, and full, and empty again. Its indexes are right whatever is in it.
    options: '-c enable_seqscan=off -c enable_bitmapscan=off',
  });
  pool.on('error', (error) => log('warn', 'a connection has gone', { code: codeOf(error) }));
  return {
    ask: async (text, values = [], name) => {
      try {
        return (await pool.query({ text, values: [...values], ...(name === undefined ? {} : { name }) }))
          .rows;
      } catch (error) {
        const code = codeOf(error);
        const said = error instanceof Error && 'severity' in error;
        throw !said || later.test(code) ? new Away(`the database: ${code}`, { cause: error }) : error;
      }
    },
    end: () => Promise.race([pool.end(), setTimeout(800, undefined, { ref: false })]),
  };
}

/** A single connection. Its first error goes to whoever asks next. */
export async function openConnection(url: string): Promise<Connections> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  await client.connect();
  return {
    ask: async (text, values) =>
      (await (values === undefined ? client.query(text) : client.query(text, [...values]))).rows,
    end: () => client.end(),
  };
}

export function codeOf(error: unknown): string {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? code : String(message);
}
