import { createHash } from 'node:crypto';
import type { PostgresAccess } from '../access.ts';
import { connectPostgres } from './connect.ts';
import { createDatabase, createRole, dropDatabase, dropRole, type OwnDatabase } from './databases.ts';
import { escapeIdentifier, type pg } from './pg.ts';

const patienceMs = 10_000;
const duplicateDatabase = '42P04';
const duplicateRole = '42710';
const uniqueViolation = '23505';

/**
 * The database of a submission's own schema, of which its scenarios get copies; its role has the same name. Judging
 * processes find it by the folder of the run, which no other submission has.
 */
export function templateName({ prefix }: PostgresAccess, folder: string): string {
  return `${prefix}_${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
}

/**
 * - `ready`: it can be copied.
 * - `missing`: nobody has begun one.
 * - `unready`: somebody fills it now, did not get to the end, or filled it with what copies lack.
 */
export async function stateOfTemplate(
  client: pg.ClientBase,
  name: string,
): Promise<'ready' | 'missing' | 'unready'> {
  const { rows } = await client.query<{ open: boolean }>(
    'SELECT datallowconn AS open FROM pg_database WHERE datname = $1',
    [name],
  );
  const [found] = rows;
  if (found === undefined) return 'missing';
  return found.open ? 'unready' : 'ready';
}

/** An empty database, to be filled and sealed; null where somebody else was faster. */
export async function createTemplate(
  client: pg.ClientBase,
  access: PostgresAccess,
  name: string,
): Promise<OwnDatabase | null> {
  try {
    const role = await createRole(client, access, name);
    return await createDatabase(client, access, role, null, name);
  } catch (error) {
    const { code } = error as { readonly code?: string };
    // The last where two look at the same moment.
    if (code === duplicateDatabase || code === duplicateRole || code === uniqueViolation) return null;
    throw error;
  }
}

/**
 * From here on nobody can connect to it, so that it can be copied at any time. One with something in it that would not be
 * the same in a copy with another owner stays as it is: settings of the database or the role (`ALTER DATABASE … SET`),
 * policies for the role, default privileges.
 */
export async function sealTemplate(
  client: pg.ClientBase,
  access: PostgresAccess,
  { name, role }: OwnDatabase,
): Promise<void> {
  const { rows } = await client.query(
    `SELECT FROM pg_database AS d, pg_roles AS r WHERE d.datname = $1 AND r.rolname = $2 AND (
       EXISTS (SELECT FROM pg_db_role_setting WHERE setdatabase = d.oid OR ($3 AND setrole = r.oid))
       OR $3 AND EXISTS (
         SELECT FROM pg_shdepend WHERE dbid = d.oid AND refclassid = 'pg_authid'::regclass AND refobjid = r.oid
           AND (deptype NOT IN ('o', 'a') OR classid = 'pg_default_acl'::regclass)))`,
    [name, role.name, access.ownRoles],
  );
  if (rows.length > 0) return;
  // Its role would take it along when it hands over what it owns in a copy.
  await client.query(`ALTER DATABASE ${escapeIdentifier(name)} OWNER TO CURRENT_USER`);
  await client.query(`ALTER DATABASE ${escapeIdentifier(name)} ALLOW_CONNECTIONS false`);
  await client.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1', [
    name,
  ]);
}

/** In a copy: what the template's role owns belongs to the copy's. */
export async function adoptTemplate(
  session: pg.ClientBase,
  access: PostgresAccess,
  name: string,
  { role }: OwnDatabase,
): Promise<void> {
  if (!access.ownRoles) return;
  await session.query(`REASSIGN OWNED BY ${escapeIdentifier(name)} TO ${escapeIdentifier(role.name)}`);
}

/** When no scenario will ask for a copy any more. */
export async function dropTemplate(access: PostgresAccess, name: string): Promise<void> {
  await using client = await connectPostgres(access.url, patienceMs);
  await dropDatabase(client, name);
  if (access.ownRoles) await dropRole(client, access, { name, password: '' });
}
