import { Client, type pg } from './pg.ts';

/** By which the judge's own sessions are told from a submission's. */
export const judgeName = 'checker-judge';

export type JudgeSession = pg.Client & AsyncDisposable;

/**
 * A connection of the judge's own. One that breaks while nothing is asked of it says so with the next statement: pg would
 * end the process otherwise.
 *
 * @param patienceMs for connecting, and for each statement
 */
export async function connectPostgres(url: string, patienceMs: number): Promise<JudgeSession> {
  const client = new Client({
    connectionString: url,
    application_name: judgeName,
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
  });
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (error) {
    client.end().catch(() => {});
    throw error;
  }
  return Object.assign(client, {
    async [Symbol.asyncDispose]() {
      await client.end().catch(() => {});
    },
  });
}
