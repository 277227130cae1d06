import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../../test/temp-folder.ts';
import { processesNaming, readProcess } from '../../box/process-table.ts';
import { sweepDeadRuns } from '../../box/run-folder.ts';
import type { PostgresAccess } from '../access.ts';
import { freePort } from '../free-port.ts';
import { ownerMark } from '../owner.ts';
import type { Server } from '../server.ts';
import { chooseServerUser } from '../server-user.ts';
import { findEmbedded } from './binaries.ts';
import { connectPostgres } from './connect.ts';
import { createDatabase, createRole, dropDatabase, dropRole } from './databases.ts';
import { type EmbeddedOptions, startEmbeddedPostgres } from './embedded.ts';
import { postgresTrouble } from './trouble.ts';
import { judgeUrl, urlFor } from './url-for.ts';

const linux = process.platform === 'linux';
const isRoot = process.getuid?.() === 0;

/** A folder that the user of the server may pass through. */
function folderOfRun(): string {
  const folder = tempFolder();
  chmodSync(folder, 0o711);
  return folder;
}

async function started(options: Partial<EmbeddedOptions> = {}): Promise<Server<PostgresAccess>> {
  const server = await startEmbeddedPostgres({
    folder: folderOfRun(),
    user: chooseServerUser(),
    prefix: `checker_${ownerMark()}`,
    signal: new AbortController().signal,
    ...options,
  });
  onTestFinished(async () => server[Symbol.asyncDispose]());
  return server;
}

test('a real server, and databases of it within milliseconds that know nothing of each other', async () => {
  const begun = performance.now();
  const { access } = await started();
  const startMs = performance.now() - begun;
  expect(access.version).toBeGreaterThanOrEqual(170_000);
  await using admin = await connectPostgres(access.url, 10_000);
  const figures: number[] = [];
  for (let count = 0; count < 5; count++) {
    const before = performance.now();
    const role = await createRole(admin, access);
    await createDatabase(admin, access, role, null);
    figures.push(performance.now() - before);
  }
  console.info(
    `initdb and start ${Math.round(startMs)} ms; a role and its database: ${figures.map(Math.round).join(', ')} ms`,
  );
  const [mine, theirs] = await Promise.all(
    [1, 2].map(async () => createDatabase(admin, access, await createRole(admin, access), null)),
  );
  if (mine === undefined || theirs === undefined) throw new Error('two were made');
  await using learner = await connectPostgres(urlFor(access, mine), 10_000);
  await learner.query("CREATE TABLE words (word text); INSERT INTO words VALUES ('Ä'), ('b'), ('a')");
  const { rows } = await learner.query<{ word: string }>('SELECT lower(word) AS word FROM words ORDER BY 1');
  expect(rows.map(({ word }) => word)).toEqual(['a', 'b', 'ä']);
  await expect(learner.query('CREATE DATABASE other')).rejects.toMatchObject({ code: '42501' });
  await expect(learner.query('CREATE ROLE other')).rejects.toMatchObject({ code: '42501' });
  const trespass = new URL(urlFor(access, mine));
  trespass.pathname = `/${theirs.name}`;
  await expect(connectPostgres(trespass.href, 10_000)).rejects.toMatchObject({ code: '42501' });
  await dropDatabase(admin, mine.name);
  await dropRole(admin, access, mine.role);
  await expect(connectPostgres(judgeUrl(access, mine.name), 10_000)).rejects.toMatchObject({ code: '3D000' });
});

test.runIf(isRoot)('does not run as root, nor as the user that submissions run as', async () => {
  const { access } = await started();
  await using admin = await connectPostgres(access.url, 10_000);
  const { rows } = await admin.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const status = readFileSync(`/proc/${rows[0]?.pid}/status`, 'utf8');
  expect(Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])).not.toBe(0);
  expect(Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])).not.toBe(65534);
});

test.runIf(isRoot && linux)('works from a private folder of root’s as well', async () => {
  const native = findEmbedded();
  if (native === null) throw new Error('the package is not installed');
  const project = join(tempFolder(), 'private');
  mkdirSync(project, { mode: 0o700 });
  cpSync(native, join(project, 'native'), { recursive: true });
  const server = await started({ native: join(project, 'native') });
  expect(await server.answers()).toBe(true);
});

test.runIf(isRoot)('where the user of the server may not enter the folder: what helps', async () => {
  await expect(started({ folder: tempFolder() })).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    hint: expect.stringContaining('TMPDIR=/tmp'),
  });
});

test('nothing is left after its end', async () => {
  const folder = folderOfRun();
  // Other checkers have their data there.
  const inMemory = () =>
    (existsSync('/dev/shm') ? readdirSync('/dev/shm') : []).filter(
      (name) => !name.startsWith('elsewhere-') || name.includes(basename(folder)),
    );
  const before = inMemory();
  const server = await started({ folder });
  await server[Symbol.asyncDispose]();
  expect(processesNaming(folder)).toEqual([]);
  expect(readdirSync(join(folder, 'postgres/s'))).toEqual([]);
  expect(inMemory()).toEqual(before);
  expect(await server.answers()).toBe(false);
});

test('a port that is taken is not the end: another is tried', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const address = taken.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on a port');
  const ports = [address.port, await freePort()];
  const { access } = await started({ port: async () => ports.shift() ?? freePort() });
  expect(new URL(access.url).port).not.toBe(String(address.port));
});

test('where every port is taken, it says so and what helps', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const address = taken.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on a port');
  await expect(started({ port: async () => address.port })).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    message: expect.stringContaining('taken by another program'),
    hint: expect.stringContaining('Check again'),
  });
});

test('binaries that this machine cannot run, or a package that is missing, are told with what helps', async () => {
  await expect(started({ native: null })).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    hint: expect.stringContaining('Docker'),
  });
  const native = join(tempFolder(), 'native');
  mkdirSync(join(native, 'lib'), { recursive: true });
  cpSync(join(findEmbedded() ?? '', 'pg-symlinks.json'), join(native, 'pg-symlinks.json'));
  chmodSync(resolve(native, '..'), 0o755);
  await expect(started({ native })).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
});

test('a server that died is told from one that works', async () => {
  const folder = folderOfRun();
  const server = await started({ folder });
  expect(await postgresTrouble(server.access)).toBeNull();
  const pid = Number.parseInt(readFileSync(join(folder, 'postgres/data/postmaster.pid'), 'utf8'), 10);
  process.kill(pid, 'SIGQUIT');
  await expect.poll(() => readProcess(pid)?.state ?? 'gone').toMatch(/gone|Z/);
  expect(await postgresTrouble(server.access)).toContain('no longer answers');
  expect(await server.answers()).toBe(false);
  const next = await started({ folder });
  expect(await next.answers()).toBe(true);
});

test.runIf(linux)('the next start removes what a checker that was killed left behind', async () => {
  const tmp = folderOfRun();
  const owner = spawnOwner(tmp);
  const url = await firstLine(owner);
  const [name] = readdirSync(tmp);
  const folder = join(tmp, name ?? '');
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  await using orphan = await connectPostgres(url, 10_000);
  expect((await orphan.query('SELECT 1')).rowCount).toBe(1);
  expect(sweepDeadRuns(tmp)).toBe(1);
  expect(processesNaming(folder)).toEqual([]);
  expect(readdirSync(tmp)).toEqual([]);
  await expect(connectPostgres(url, 10_000)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test.runIf(linux)('ends with a process that ends without waiting', async () => {
  const tmp = folderOfRun();
  const owner = spawnOwner(tmp, 'process.exit(0)');
  const url = await firstLine(owner);
  if (owner.exitCode === null) await once(owner, 'exit');
  await expect
    .poll(() =>
      connectPostgres(url, 10_000).then(
        () => 'answers',
        (error: { code?: string }) => error.code,
      ),
    )
    .toBe('ECONNREFUSED');
});

/** A process that starts a server as a checker does, prints its URL, and then does what is said. */
function spawnOwner(tmp: string, then = 'setInterval(() => {}, 1000)'): ChildProcess {
  const source = `
    import { openServices } from ${JSON.stringify(resolve(import.meta.dirname, '../open-services.ts'))};
    import { readWishes } from ${JSON.stringify(resolve(import.meta.dirname, '../wishes.ts'))};
    const services = openServices({ wishes: readWishes({}), tmp: ${JSON.stringify(tmp)}, path: '', redisInstall: null });
    const { postgres } = await services.access(['postgres'], new AbortController().signal);
    process.stdout.write((postgres.kind === 'ready' ? postgres.access.url : postgres.cause) + '\\n');
    ${then};
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    sweepDeadRuns(tmp);
  });
  return child;
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of stdout ?? []) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  return text.trim();
}
