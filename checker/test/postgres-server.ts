import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { PostgresAccess } from '../src/services/access.ts';
import { ownerMark } from '../src/services/owner.ts';
import { connectPostgres } from '../src/services/postgres/connect.ts';
import { startEmbeddedPostgres } from '../src/services/postgres/embedded.ts';
import { chooseServerUser } from '../src/services/server-user.ts';

export interface PostgresForTests extends AsyncDisposable {
  readonly access: PostgresAccess;
  readonly port: number;
  /** Its Unix socket. */
  readonly path: string;
  /** What a client of pg gives besides the address. */
  readonly login: { readonly user: string; readonly password: string; readonly database: string };
}

/** An embedded PostgreSQL in a temporary folder, which goes with it. */
export async function openPostgresForTests(): Promise<PostgresForTests> {
  const folder = mkdtempSync(join(tmpdir(), 'checker-test-'));
  chmodSync(folder, 0o711);
  const server = await startEmbeddedPostgres({
    folder,
    user: chooseServerUser(),
    prefix: `checker_${ownerMark()}`,
    signal: new AbortController().signal,
  });
  const { access } = server;
  const { port, username, password, pathname } = new URL(access.url);
  return {
    access,
    port: Number(port),
    path: join(await socketFolder(access.url), `.s.PGSQL.${port}`),
    login: { user: username, password, database: pathname.slice(1) },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One for all tests of a file; call it at the file's top. */
export function postgresForTests(): () => PostgresAccess {
  let server: PostgresForTests | null = null;
  beforeAll(async () => {
    server = await openPostgresForTests();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  return () => {
    if (server === null) throw new Error('it starts before the first test');
    return server.access;
  };
}

async function socketFolder(url: string): Promise<string> {
  await using client = await connectPostgres(url, 10_000);
  const { rows } = await client.query<{ unix_socket_directories: string }>('SHOW unix_socket_directories');
  return rows[0]?.unix_socket_directories ?? '';
}
