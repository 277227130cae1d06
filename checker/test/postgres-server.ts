import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { PostgresAccess } from '../src/services/access.ts';
import { ownerMark } from '../src/services/owner.ts';
import { startEmbeddedPostgres } from '../src/services/postgres/embedded.ts';
import type { Server } from '../src/services/server.ts';
import { chooseServerUser } from '../src/services/server-user.ts';

/** An embedded PostgreSQL for all tests of a file; call it at the file's top. */
export function postgresForTests(): () => PostgresAccess {
  let server: Server<PostgresAccess> | null = null;
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'checker-test-'));
    chmodSync(folder, 0o711);
    server = await startEmbeddedPostgres({
      folder,
      user: chooseServerUser(),
      prefix: `checker_${ownerMark()}`,
      signal: new AbortController().signal,
    });
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    if (server === null) throw new Error('it starts before the first test');
    return server.access;
  };
}
