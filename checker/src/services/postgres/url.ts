import type { Listening, PostgresAccess } from '../access.ts';
import { ownerIsGone } from '../owner.ts';
import { type Server, serviceTrouble } from '../server.ts';
import { postgresAnswers, readVersion } from './ask-server.ts';
import { connectPostgres } from './connect.ts';
import { dropDatabase } from './databases.ts';
import { escapeIdentifier, type pg } from './pg.ts';

const patienceMs = 10_000;
/** DROP DATABASE … WITH (FORCE) came with it. */
const oldest = 130_000;

/**
 * A server that somebody else runs. On it we make databases and roles of our own, and touch nothing else; at the end we
 * drop those of this run, and at the beginning those of runs on this machine that were killed.
 */
export async function usePostgresUrl({
  url,
  prefix,
}: {
  readonly url: string;
  readonly prefix: string;
}): Promise<Server<PostgresAccess>> {
  const { number, name, mayCreate, ownRoles } = await look(url);
  if (number < oldest) {
    throw serviceTrouble(
      `CHECKER_POSTGRES_URL leads to PostgreSQL ${name}, and 13 or newer is needed`,
      'Unset CHECKER_POSTGRES_URL: the checker then starts a server of its own.',
    );
  }
  if (!mayCreate) {
    throw serviceTrouble(
      'the user of CHECKER_POSTGRES_URL may not create databases',
      'As an administrator of that server: `ALTER ROLE <user> CREATEDB CREATEROLE`. Or unset CHECKER_POSTGRES_URL.',
    );
  }
  await dropOf(url, (owner) => ownerIsGone(owner));
  const mine = prefix.replace(/^checker_/, '');
  return {
    access: {
      provider: 'url',
      told: `PostgreSQL ${name} of CHECKER_POSTGRES_URL`,
      version: number,
      url,
      listening: listeningOf(url),
      ownRoles,
      prefix,
    },
    answers: () => postgresAnswers(url),
    [Symbol.asyncDispose]: () => dropOf(url, (owner) => owner === mine),
  };
}

async function look(url: string) {
  try {
    const version = await readVersion(url);
    await using client = await connectPostgres(url, patienceMs);
    const { rows } = await client.query<{ mayCreate: boolean; ownRoles: boolean }>(
      `SELECT rolsuper OR rolcreatedb AS "mayCreate", rolsuper OR rolcreaterole AS "ownRoles"
       FROM pg_roles WHERE rolname = current_user`,
    );
    const [rights = { mayCreate: false, ownRoles: false }] = rows;
    return { ...version, ...rights };
  } catch (error) {
    throw serviceTrouble(
      `the server of CHECKER_POSTGRES_URL cannot be used: ${error instanceof Error ? error.message : String(error)}`,
      'Is it running, and do user, password and database of the URL fit? Unset it, and the checker starts a server of its own.',
      error,
    );
  }
}

/** `checker_<owner>_<random>`, where the owner is `<machine>_<pid>_<start>`. */
const named = /^checker_([0-9a-f]{8}_\d+_\d+)_[0-9a-f]+$/;

async function dropOf(url: string, belongs: (owner: string) => boolean): Promise<void> {
  await using client = await connectPostgres(url, patienceMs);
  const ours = (names: readonly string[]) =>
    names.filter((name) => {
      const owner = named.exec(name)?.[1];
      return owner !== undefined && belongs(owner);
    });
  for (const name of ours(await namesOf(client, 'SELECT datname AS name FROM pg_database'))) {
    await dropDatabase(client, name);
  }
  for (const name of ours(await namesOf(client, 'SELECT rolname AS name FROM pg_roles'))) {
    await client.query(`DROP ROLE IF EXISTS ${escapeIdentifier(name)}`);
  }
}

async function namesOf(client: pg.ClientBase, sql: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(sql);
  return rows.map(({ name }) => name);
}

/** As libpq reads it: a `host` among the parameters that is a folder holds the socket. */
function listeningOf(text: string): Listening {
  const url = new URL(text);
  const port = Number(url.searchParams.get('port') ?? (url.port || 5432));
  const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname);
  if (host.startsWith('/')) return { path: `${host}/.s.PGSQL.${port}` };
  return { host: (host || 'localhost').replace(/^\[|\]$/g, ''), port };
}
