import { randomBytes } from 'node:crypto';
import type { PostgresAccess } from '../access.ts';
import { escapeIdentifier, escapeLiteral, type pg } from './pg.ts';

export interface OwnDatabase {
  readonly name: string;
  /** Whom it belongs to, and what a submission connects as. */
  readonly role: Role;
}

export interface Role {
  readonly name: string;
  readonly password: string;
}

/**
 * A role that may do nothing but connect to its own databases, a hundred times at most: a submission that opens connection
 * after connection must not take those of the others away. Where roles may not be made, the user of the URL itself.
 */
export async function createRole(
  client: pg.ClientBase,
  access: PostgresAccess,
  name: string = freshName(access.prefix),
): Promise<Role> {
  if (!access.ownRoles) {
    const { username, password } = new URL(access.url);
    return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
  }
  const role = { name, password: randomBytes(16).toString('hex') };
  await client.query(
    `CREATE ROLE ${escapeIdentifier(role.name)} LOGIN CONNECTION LIMIT 100 PASSWORD ${escapeLiteral(role.password)}`,
  );
  // Who is no superuser may give a database to a role only as its member.
  await client.query(
    `DO $$ BEGIN IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN GRANT ${escapeIdentifier(role.name)} TO CURRENT_USER; END IF; END $$`,
  );
  return role;
}

export async function dropRole(client: pg.ClientBase, access: PostgresAccess, role: Role): Promise<void> {
  if (access.ownRoles) await client.query(`DROP ROLE IF EXISTS ${escapeIdentifier(role.name)}`);
}

/**
 * An empty database, or a copy of another that nobody is connected to. Files are copied, which on servers that do not sync
 * takes a third of the time of writing every page to the log.
 */
export async function createDatabase(
  client: pg.ClientBase,
  access: PostgresAccess,
  role: Role,
  template: string | null,
  name: string = freshName(access.prefix),
): Promise<OwnDatabase> {
  const clauses = [
    `CREATE DATABASE ${escapeIdentifier(name)} OWNER ${escapeIdentifier(role.name)}`,
    ...(template === null
      ? [`TEMPLATE template0 ENCODING 'UTF8'`, localeOf(access.version)]
      : [`TEMPLATE ${escapeIdentifier(template)}`]),
    ...(access.version >= 150_000 ? ['STRATEGY FILE_COPY'] : []),
  ];
  await client.query(clauses.join(' '));
  await client.query(`REVOKE ALL ON DATABASE ${escapeIdentifier(name)} FROM PUBLIC`);
  return { name, role };
}

/** Ends who is still connected, as a submission may be. */
export async function dropDatabase(client: pg.ClientBase, name: string): Promise<void> {
  await client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`);
}

/** The same order of texts from every provider, by code point. */
function localeOf(version: number): string {
  return version >= 170_000
    ? `LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'`
    : `LC_COLLATE 'C' LC_CTYPE 'C'`;
}

function freshName(prefix: string): string {
  return `${prefix}_${randomBytes(6).toString('hex')}`;
}
