import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** The Docker engine at a Unix socket of a test's own, where it can fail without harm to the machine's. */
export interface EngineProxy extends AsyncDisposable {
  /** What DOCKER_HOST is to be. */
  readonly address: string;
  /**
   * From the moment that a request matches (`POST /containers/create`) the engine has it, and nobody hears from it again: each
   * connection breaks off, as with an engine that was killed, or falls silent, as with one that hangs.
   */
  failAt(request: RegExp, how: 'breaks off' | 'falls silent'): void;
  /** The same at once. */
  fail(how: 'breaks off' | 'falls silent'): void;
  readonly hasFailed: boolean;
  /** The engine is back. */
  restore(): void;
}

export async function openEngineProxy(path: string, enginePath: string): Promise<EngineProxy> {
  const open = new Set<Socket>();
  let trap: { readonly request: RegExp; readonly how: 'breaks off' | 'falls silent' } | null = null;
  let failing: 'breaks off' | 'falls silent' | null = null;
  const fail = (how: 'breaks off' | 'falls silent') => {
    failing = how;
    trap = null;
    if (how === 'breaks off') for (const socket of open) socket.destroy();
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: enginePath, allowHalfOpen: true });
    for (const socket of [client, engine]) {
      open.add(socket);
      socket.on('error', () => {}).once('close', () => open.delete(socket));
    }
    if (failing === 'breaks off') return void client.destroy();
    client.on('data', (chunk: Buffer) => {
      if (failing !== null) return;
      const isIt = trap?.request.test(chunk.toString('latin1')) === true ? trap.how : null;
      engine.write(chunk, () => isIt !== null && fail(isIt));
    });
    engine.on('data', (chunk: Buffer) => failing === null && client.write(chunk));
    client.once('end', () => engine.end());
    engine.once('end', () => failing === null && client.end());
    client.once('close', () => engine.destroy());
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    address: `unix://${path}`,
    failAt(request, how) {
      trap = { request, how };
    },
    fail,
    get hasFailed() {
      return failing !== null;
    },
    restore() {
      for (const socket of open) socket.destroy();
      failing = null;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}
