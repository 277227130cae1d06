import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolderInMemory } from '../../box/elsewhere.ts';
import { removeTree } from '../../box/remove-tree.ts';
import type { PostgresAccess } from '../access.ts';
import { explainStart } from '../explain-start.ts';
import { freePort, onFreePort } from '../free-port.ts';
import type { Server } from '../server.ts';
import { serviceTrouble } from '../server.ts';
import { refusePrivateFolder, type ServerUser } from '../server-user.ts';
import { NotStarted, type ServerProcess, startProcess } from '../start-process.ts';
import { postgresAnswers, readVersion } from './ask-server.ts';
import { type Binaries, findEmbedded, prepareBinaries } from './binaries.ts';
import { settingArguments } from './settings.ts';

/** The one of ours that a killed checker leaves is found by it: see `endServersOf`. */
export const postgresFolder = 'postgres';

const admin = 'judge';
/** What a cluster and the databases of a few scenarios come to, with what is still to be thrown away. */
const dataBytes = 512 * 2 ** 20;
/** The shortest that systems allow for the path of a socket is 104 with its closing zero, on macOS. */
const longestSocketPath = 103;

export interface EmbeddedOptions {
  /** Of the run; the server's own folder is made in it. */
  readonly folder: string;
  readonly user: ServerUser;
  readonly prefix: string;
  readonly signal: AbortSignal;
  /** The package's folder, for tests; by default that of this platform. */
  readonly native?: string | null;
  /** Chooses ports, for tests. */
  readonly port?: () => Promise<number>;
}

/**
 * Makes a cluster in the run's folder, its data in memory where there is room for them: a database is hundreds of files,
 * made and removed for each scenario, which some file systems take a second of processor time for. Then it starts a server
 * on it: loopback, and a Unix socket where its path is short.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<Server<PostgresAccess>> {
  const { native = findEmbedded(), user, signal } = options;
  if (native === null) {
    throw serviceTrouble(
      `there is no embedded PostgreSQL for ${process.platform} on ${process.arch} in node_modules`,
      'Run `make clean` and `make install`; npm must not leave optional packages out. A Docker engine does as well.',
    );
  }
  const folder = join(options.folder, postgresFolder);
  const password = randomBytes(16).toString('hex');
  refusePrivateFolder(options.folder, user);
  try {
    // One that died before in the same run.
    removeData(folder);
    removeTree(folder);
    mkdirSync(folder, { mode: 0o711 });
    const data = makeData(folder, options.folder, user);
    const sockets = ownFolder(join(folder, 's'), user);
    const binaries = prepareBinaries(native, folder, user !== null);
    const env = environment(binaries);
    await initialise({ binaries, data, password, folder, user, env, signal });
    const start = async (port: number) => {
      const path = join(sockets, `.s.PGSQL.${port}`);
      const hasSocket = path.length <= longestSocketPath;
      const server = await startProcess({
        file: join(binaries.bin, 'postgres'),
        args: [
          ...['-D', data, '-p', String(port)],
          ...settingArguments(17, {
            listen_addresses: '127.0.0.1',
            unix_socket_directories: hasSocket ? sockets : '',
          }),
        ],
        cwd: data,
        env,
        user,
        ready: /ready to accept connections/,
        stopSignal: 'SIGQUIT',
        signal,
      });
      return { server, port, socket: hasSocket ? path : null };
    };
    const started = await onFreePort(start, options.port ?? freePort);
    const running = await serverOf({ ...started, password, prefix: options.prefix });
    return {
      ...running,
      async [Symbol.asyncDispose]() {
        await running[Symbol.asyncDispose]();
        removeData(folder);
      },
    };
  } catch (error) {
    removeData(folder);
    signal.throwIfAborted();
    throw explainStart('the embedded PostgreSQL', error, options.folder);
  }
}

async function serverOf({
  server,
  port,
  socket,
  password,
  prefix,
}: {
  readonly server: ServerProcess;
  readonly port: number;
  readonly socket: string | null;
  readonly password: string;
  readonly prefix: string;
}): Promise<Server<PostgresAccess>> {
  // Said, since pg would look for PGSSLMODE in the environment.
  const url = `postgresql://${admin}:${password}@127.0.0.1:${port}/postgres?sslmode=disable`;
  try {
    const { number, name } = await readVersion(url);
    return {
      access: {
        provider: 'embedded',
        told: `embedded PostgreSQL ${name}`,
        version: number,
        url,
        listening: { host: '127.0.0.1', port },
        ...(socket === null ? {} : { socket: { path: socket } }),
        ownRoles: true,
        prefix,
      },
      answers: async () => server.alive && (await postgresAnswers(url)),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

async function initialise(options: {
  readonly binaries: Binaries;
  readonly data: string;
  readonly password: string;
  readonly folder: string;
  readonly user: ServerUser;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}): Promise<void> {
  const passwordFile = join(options.folder, 'password');
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  give(passwordFile, options.user);
  const args = [
    ...['-D', options.data, '-U', admin, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
    ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...['--no-sync', '--no-instructions', '--set', 'dynamic_shared_memory_type=mmap'],
  ];
  try {
    await promisify(execFile)(join(options.binaries.bin, 'initdb'), args, {
      cwd: options.data,
      env: options.env,
      signal: options.signal,
      timeout: 60_000,
      ...(options.user ?? {}),
    });
  } catch (error) {
    const { stderr = '', message } = error as Error & { readonly stderr?: string };
    throw new NotStarted(message.split('\n')[0] ?? message, stderr);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Nothing of the checker's environment, which may hold secrets, and PG* variables that would change what is done. */
function environment({ lib }: Binaries): Record<string, string> {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', LD_LIBRARY_PATH: lib };
}

/** Whoever looks for it finds it in the run's folder, in memory or not. */
function makeData(folder: string, runFolder: string, user: ServerUser): string {
  const data = join(folder, 'data');
  const memory = makeFolderInMemory(runFolder, dataBytes);
  if (memory === null) return ownFolder(data, user);
  symlinkSync(ownFolder(join(memory, 'data'), user), data);
  return data;
}

function removeData(folder: string): void {
  try {
    rmSync(dirname(readlinkSync(join(folder, 'data'))), { recursive: true, force: true });
  } catch {
    // No link: what lies in the run's folder goes with it.
  }
}

function ownFolder(path: string, user: ServerUser): string {
  mkdirSync(path, { mode: 0o700 });
  give(path, user);
  return path;
}

function give(path: string, user: ServerUser): void {
  if (user !== null) chownSync(path, user.uid, user.gid);
}
