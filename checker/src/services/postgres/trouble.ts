import type { PostgresAccess } from '../access.ts';
import { connectPostgres } from './connect.ts';

const patienceMs = 5_000;

/**
 * What is wrong with the server itself, or null: asked when a scenario that used it has failed, before a learner is told
 * that it was their doing. It must take a connection of the judge's and write 4 MB.
 */
export async function postgresTrouble({ url, told }: PostgresAccess): Promise<string | null> {
  try {
    await using client = await connectPostgres(url, patienceMs);
    await client.query(
      "CREATE TEMPORARY TABLE probe AS SELECT repeat('x', 1000) AS text FROM generate_series(1, 4000)",
    );
    return null;
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === '53100') return `The disk of the ${told} is full.`;
    return `The ${told} no longer answers: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
