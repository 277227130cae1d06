import { connectPostgres } from './connect.ts';

const answerMs = 3_000;

export interface PostgresVersion {
  /** server_version_num. */
  readonly number: number;
  /** `17.10`, without what a distribution adds. */
  readonly name: string;
}

export async function readVersion(url: string): Promise<PostgresVersion> {
  await using client = await connectPostgres(url, answerMs);
  const { rows } = await client.query<{ number: number; name: string }>(
    "SELECT current_setting('server_version_num')::int AS number, split_part(current_setting('server_version'), ' ', 1) AS name",
  );
  const [version] = rows;
  if (version === undefined) throw new Error('the server told no version');
  return version;
}

/** Whether a connection can be made and a statement is answered, within seconds. */
export async function postgresAnswers(url: string): Promise<boolean> {
  try {
    await readVersion(url);
    return true;
  } catch {
    return false;
  }
}
