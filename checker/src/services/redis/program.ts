import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeTree } from '../../box/remove-tree.ts';
import type { RedisAccess } from '../access.ts';
import { explainStart } from '../explain-start.ts';
import { freePort, onFreePort } from '../free-port.ts';
import type { Server } from '../server.ts';
import { refusePrivateFolder, type ServerUser } from '../server-user.ts';
import { startProcess } from '../start-process.ts';
import { redisAnswers } from './connect.ts';
import { lookAtRedis } from './look.ts';

/** Starts redis-server or valkey-server on the loopback interface, without anything written to disk. */
export async function startRedisProgram(options: {
  readonly program: string;
  /** Of the run; the server's own folder is made in it. */
  readonly folder: string;
  readonly owner: string;
  readonly user: ServerUser;
  readonly signal: AbortSignal;
  /** Chooses ports, for tests. */
  readonly port?: () => Promise<number>;
}): Promise<Server<RedisAccess>> {
  const { program, user, signal } = options;
  const folder = join(options.folder, 'redis');
  const password = randomBytes(16).toString('hex');
  const configuration = join(folder, 'redis.conf');
  refusePrivateFolder(options.folder, user);
  try {
    // One that died before in the same run.
    removeTree(folder);
    mkdirSync(folder, { mode: 0o700 });
    const start = async (port: number) => {
      writeFileSync(configuration, configurationOf(folder, port, password), { mode: 0o600 });
      if (user !== null) for (const path of [folder, configuration]) chownSync(path, user.uid, user.gid);
      const server = await startProcess({
        file: program,
        args: [configuration],
        cwd: folder,
        env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
        user,
        ready: /ready to accept connections/i,
        stopSignal: 'SIGKILL',
        signal,
      });
      return { server, port };
    };
    const { server, port } = await onFreePort(start, options.port ?? freePort);
    const url = `redis://:${password}@127.0.0.1:${port}`;
    try {
      const { name, ...rights } = await lookAtRedis(url);
      return {
        access: {
          provider: 'program',
          told: `${name} of this machine`,
          url,
          listening: { host: '127.0.0.1', port },
          owner: options.owner,
          ...rights,
        },
        answers: async () => server.alive && (await redisAnswers(url)),
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw explainStart(`Redis (${program})`, error, options.folder);
  }
}

/** In a file, since arguments are shown to everybody on the machine. */
function configurationOf(folder: string, port: number, password: string): string {
  return [
    `bind 127.0.0.1`,
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(folder)}`,
    `pidfile ${JSON.stringify(join(folder, 'redis.pid'))}`,
    'daemonize no',
    'save ""',
    'appendonly no',
    'databases 512',
    'loglevel notice',
    '',
  ].join('\n');
}
