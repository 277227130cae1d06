import { expect, test } from 'vitest';
import { postgresForTests } from '../../../test/postgres-server.ts';
import { ownerMark } from '../owner.ts';
import { connectPostgres } from './connect.ts';
import { createDatabase, createRole, dropDatabase, dropRole } from './databases.ts';
import { usePostgresUrl } from './url.ts';
import { urlFor } from './url-for.ts';

const server = postgresForTests();

/** The URL of a user who may do just this on the server. */
async function urlOfUser(name: string, rights: string): Promise<string> {
  await using admin = await connectPostgres(server().url, 10_000);
  await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD 'secret' ${rights}`);
  const url = new URL(server().url);
  url.username = name;
  url.password = 'secret';
  return url.href;
}

async function names(): Promise<string[]> {
  await using admin = await connectPostgres(server().url, 10_000);
  const { rows } = await admin.query<{ name: string }>(
    'SELECT datname AS name FROM pg_database UNION ALL SELECT rolname FROM pg_roles',
  );
  return rows.map(({ name }) => name).filter((name) => name.startsWith('checker_'));
}

test.for([
  ['a superuser', 'admin_of_test', 'SUPERUSER', true],
  ['who may create databases and roles', 'maker_of_test', 'CREATEDB CREATEROLE', true],
  ['who may create databases alone', 'builder_of_test', 'CREATEDB', false],
] as const)(
  'the server of a URL, as %s: a private database, and nothing left',
  async ([, name, rights, ownRoles]) => {
    const url = await urlOfUser(name, rights);
    const { access, ...used } = await usePostgresUrl({ url, prefix: `checker_${ownerMark()}` });
    expect(access).toMatchObject({ provider: 'url', ownRoles });
    await using admin = await connectPostgres(access.url, 10_000);
    const role = await createRole(admin, access);
    const database = await createDatabase(admin, access, role, null);
    {
      await using learner = await connectPostgres(urlFor(access, database), 10_000);
      await learner.query('CREATE TABLE tasks (id int)');
    }
    await dropDatabase(admin, database.name);
    await dropRole(admin, access, role);
    // As when a judging process was killed: it dropped nothing.
    await createDatabase(admin, access, await createRole(admin, access), null);
    expect(await names()).not.toEqual([]);
    await used[Symbol.asyncDispose]();
    expect(await names()).toEqual([]);
  },
);

test('what a killed run of this machine left is dropped; what others have is not', async () => {
  const dead = ownerMark().replace(/_\d+_\d+$/, '_999999999_1');
  const elsewhere = `${'0'.repeat(8)}_1_1`;
  await using admin = await connectPostgres(server().url, 10_000);
  for (const owner of [dead, elsewhere]) {
    await admin.query(`CREATE DATABASE checker_${owner}_abc123`);
    await admin.query(`CREATE ROLE checker_${owner}_abc123`);
  }
  await usePostgresUrl({ url: server().url, prefix: `checker_${ownerMark()}` });
  expect(await names()).toEqual([`checker_${elsewhere}_abc123`, `checker_${elsewhere}_abc123`]);
});

test('a user who may not create databases, and a server that is not there: what helps', async () => {
  const poor = await urlOfUser('reader_of_test', '');
  await expect(usePostgresUrl({ url: poor, prefix: 'checker_x' })).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    hint: expect.stringContaining('CREATEDB'),
  });
  await expect(
    usePostgresUrl({ url: 'postgresql://user:secret@127.0.0.1:1/x', prefix: 'checker_x' }),
  ).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    message: expect.not.stringContaining('secret'),
    hint: expect.stringContaining('Unset it'),
  });
});
