import type { Listening, PostgresAccess } from '../src/services/access.ts';
import type { JudgeSession } from '../src/services/postgres/connect.ts';
import type { OwnDatabase, Role } from '../src/services/postgres/databases.ts';
import type { pg } from '../src/services/postgres/pg.ts';
import type { Scenario } from './scenario.ts';
import { accessTo, openMirror, troubleOf } from './service-access.ts';

/** PostgreSQL for one scenario. Everything it gives is gone at the scenario's end. */
export interface PostgresHost {
  /** A fresh, private, empty database, or a copy of one that this scenario has filled. */
  database(options?: DatabaseOptions): Promise<PostgresDatabase>;
}

/** What the kit itself asks of it besides. */
export interface PostgresTemplates {
  /**
   * A database as `fill` leaves an empty one that it is given the URL of. For a submission it runs once, in whichever
   * scenario asks first; the others get copies. Where there is nothing to copy, as while it runs or after it has failed, it
   * runs for the scenario alone. `filled` says whether it did in this one.
   */
  databaseLike(
    fill: (url: string) => Promise<void>,
  ): Promise<{ database: PostgresDatabase; filled: boolean }>;
}

export interface DatabaseOptions {
  /** Its schema and rows are copied, which is faster than filling anew. Whoever is connected to it is thrown out first. */
  readonly from?: PostgresDatabase;
}

/** A database with a role of its own that owns it and may do nothing else on the server. */
export interface PostgresDatabase {
  readonly name: string;
  /** The role that the submission connects as. */
  readonly role: string;
  /** What the submission is given as DATABASE_URL. */
  readonly url: string;
  /** Where the server listens: where a relay leads to. */
  readonly listening: Listening;
  /** The same URL through a relay. */
  urlThrough(listening: Listening): string;
  /**
   * One statement, in a session of the judge's with all rights. Parameters stand for `$1`, `$2`. A refused statement
   * rejects with the SQLSTATE in `code`; a hidden test that asks for what the submission may have left out catches that.
   */
  query<Row extends object = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<Row[]>;
  /** Another session of the judge's, for transactions and locks that it holds; it ends with the scenario at the latest. */
  session(): Promise<PostgresSession>;
  /** Who is connected now, except the judge. */
  sessions(): Promise<ServerSession[]>;
  /** Ends those sessions, as an administrator would, or those with these pids alone; tells how many there were. */
  terminate(pids?: readonly number[]): Promise<number>;
}

export interface PostgresSession extends AsyncDisposable {
  /** The pid of its backend, as in `pg_blocking_pids`. */
  readonly pid: number;
  query<Row extends object = Record<string, unknown>>(
    sql: string,
    parameters?: readonly unknown[],
  ): Promise<Row[]>;
}

/** A row of pg_stat_activity. */
export interface ServerSession {
  readonly pid: number;
  readonly applicationName: string;
  readonly state: 'active' | 'idle' | 'idle in transaction' | 'idle in transaction (aborted)' | string;
  /** The statement that runs, or ran last. */
  readonly query: string;
  /** For example `Lock`, while it waits for one. */
  readonly waitsFor: string | null;
  readonly inTransaction: boolean;
}

export function createPostgres(scenario: Scenario): PostgresHost & PostgresTemplates {
  let opened: Promise<Administration> | null = null;
  const administration = () => {
    opened ??= openAdministration(scenario);
    return opened;
  };
  return {
    async database({ from } = {}) {
      try {
        const admin = await administration();
        return await makeDatabase(scenario, admin, from ?? null);
      } catch (error) {
        throw troubleOf('PostgreSQL', error);
      }
    },
    async databaseLike(fill) {
      const asJudge = <T>(work: Promise<T>) =>
        work.catch((error) => {
          throw troubleOf('PostgreSQL', error);
        });
      const admin = await asJudge(administration());
      const name = admin.lib.templateName(admin.access, scenario.run.folder);
      let state = await asJudge(admin.lib.stateOfTemplate(admin.client, name));
      let filled = false;
      if (state === 'missing') {
        filled = await fillTemplate(scenario, admin, name, fill, asJudge);
        state = await asJudge(admin.lib.stateOfTemplate(admin.client, name));
      }
      if (state === 'ready')
        return { database: await asJudge(makeDatabase(scenario, admin, { name })), filled };
      const database = await asJudge(makeDatabase(scenario, admin, null));
      await fill(database.url);
      return { database, filled: true };
    },
  };
}

/** Resolves to whether it was filled here; one that `fill` does not fill is dropped, for the next scenario to try again. */
async function fillTemplate(
  scenario: Scenario,
  { access, client, inside, lib }: Administration,
  name: string,
  fill: (url: string) => Promise<void>,
  asJudge: <T>(work: Promise<T>) => Promise<T>,
): Promise<boolean> {
  const own = await asJudge(lib.createTemplate(client, access, name));
  if (own === null) return false;
  let isFull = false;
  // Not in a `catch`: a program that hangs ends the scenario, and nothing here goes on.
  scenario.defer(async () => {
    if (!isFull) await asJudge(lib.dropTemplate(access, name));
  });
  await fill(lib.urlFor(access, own, inside));
  isFull = true;
  await asJudge(lib.sealTemplate(client, access, own));
  return true;
}

interface Administration {
  readonly access: PostgresAccess;
  readonly client: pg.Client;
  /** Where the box's programs find the server, if not where its URL says. */
  readonly inside: Listening | undefined;
  readonly patienceMs: number;
  readonly made: Map<PostgresDatabase, Made>;
  // Loaded with the first database, since most exercises have none.
  readonly lib: typeof import('../src/services/postgres/for-kit.ts');
}

interface Template {
  readonly name: string;
}

interface Made {
  readonly own: OwnDatabase;
  /** Ends the judge's usual session there; its next statement opens another. */
  leave(): Promise<void>;
}

async function openAdministration(scenario: Scenario): Promise<Administration> {
  const access = accessTo(scenario.run.services.postgres, 'postgres');
  await openMirror(scenario, 'postgres');
  const lib = await import('../src/services/postgres/for-kit.ts');
  const { requirement, run } = scenario;
  const patienceMs = (requirement.wallSeconds ?? run.manifest.limits.wallSeconds) * 1000;
  scenario.relyOn(() => lib.postgresTrouble(access));
  const client = await lib.connectPostgres(access.url, patienceMs);
  scenario.defer(async () => client[Symbol.asyncDispose]());
  const led = await scenario.box().network.lead(access.listening);
  const inside = led === access.listening ? undefined : led;
  return { access, client, inside, patienceMs, made: new Map(), lib };
}

async function makeDatabase(
  scenario: Scenario,
  { access, client, inside, patienceMs, made, lib }: Administration,
  from: PostgresDatabase | Template | null,
): Promise<PostgresDatabase> {
  const template = from === null || 'url' in from ? null : from;
  const source = from === null || !('url' in from) ? null : made.get(from);
  if (source === undefined)
    throw new Error('a database can only be copied in the scenario that it belongs to');
  const role = source?.own.role ?? (await makeRole(scenario, access, client, lib));
  if (source !== null) {
    await source.leave();
    await client.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1', [
      source.own.name,
    ]);
  }
  const own = await lib.createDatabase(client, access, role, (source?.own ?? template)?.name ?? null);
  scenario.defer(() => lib.dropDatabase(client, own.name).catch(rejectAsTrouble));

  const connect = async () => {
    const session = await lib.connectPostgres(lib.judgeUrl(access, own.name), patienceMs);
    scenario.defer(async () => session[Symbol.asyncDispose]());
    return session;
  };
  let usual: Promise<JudgeSession> | null = null;
  if (template !== null) {
    usual = connect();
    await lib.adoptTemplate(await usual, access, template.name, own);
  }
  const database: PostgresDatabase = {
    name: own.name,
    role: role.name,
    url: lib.urlFor(access, own, inside),
    listening: access.listening,
    urlThrough: (listening) => lib.urlFor(access, own, listening),
    async query(sql, parameters = []) {
      usual ??= connect();
      return rowsOf(await usual, sql, parameters);
    },
    async session() {
      const session = await connect();
      const [{ pid } = { pid: 0 }] = await rowsOf<{ pid: number }>(session, 'SELECT pg_backend_pid() AS pid');
      return {
        pid,
        query: (sql, parameters = []) => rowsOf(session, sql, parameters),
        [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
      };
    },
    sessions: () => rowsOf<ServerSession>(client, lib.sessionsSql, lib.sessionsParameters(access, own)),
    async terminate(pids) {
      const rows = await rowsOf(client, lib.terminateSql, [
        ...lib.sessionsParameters(access, own),
        pids ?? null,
      ]);
      return rows.length;
    },
  };
  made.set(database, {
    own,
    async leave() {
      await (await usual)?.[Symbol.asyncDispose]();
      usual = null;
    },
  });
  return database;
}

async function makeRole(
  scenario: Scenario,
  access: PostgresAccess,
  client: pg.Client,
  lib: Administration['lib'],
): Promise<Role> {
  const role = await lib.createRole(client, access);
  scenario.defer(() => lib.dropRole(client, access, role).catch(rejectAsTrouble));
  return role;
}

function rejectAsTrouble(error: unknown): never {
  throw troubleOf('PostgreSQL', error);
}

async function rowsOf<Row extends object>(
  client: pg.Client,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const { rows } = await client.query<Row>(sql, [...parameters]);
  return rows;
}
