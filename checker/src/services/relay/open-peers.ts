import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** One end of a connection in a test: keeps what came, and can be waited for. */
export interface Peer {
  readonly socket: Socket;
  received(): Buffer;
  /** Until at least so many bytes have come. */
  has(bytes: number): Promise<Buffer>;
  /** How the other side let go. */
  readonly over: Promise<'end' | 'reset'>;
}

export interface ScriptedServer extends AsyncDisposable {
  readonly port: number;
  /** The next connection that comes in. */
  next(): Promise<Peer>;
  count(): number;
}

export function peerOf(socket: Socket): Peer {
  const chunks: Buffer[] = [];
  let size = 0;
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    socket.emit('received');
  });
  const over = Promise.withResolvers<'end' | 'reset'>();
  socket.on('end', () => over.resolve('end'));
  socket.on('error', () => over.resolve('reset'));
  const received = () => Buffer.concat(chunks);
  return {
    socket,
    received,
    over: over.promise,
    async has(bytes) {
      while (size < bytes) await once(socket, 'received');
      return received();
    },
  };
}

export async function openScriptedServer(): Promise<ScriptedServer> {
  const sockets: Socket[] = [];
  const waiting: ((peer: Peer) => void)[] = [];
  const come: Peer[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.push(socket);
    const peer = peerOf(socket);
    const taker = waiting.shift();
    if (taker === undefined) come.push(peer);
    else taker(peer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has no port');
  return {
    port: address.port,
    count: () => sockets.length,
    next() {
      const peer = come.shift();
      return peer === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(peer);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      if (server.listening) await once(server, 'close');
    },
  };
}

/** Rejects as the system does, where nobody listens. */
export async function connectPeer(port: number): Promise<Peer> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true });
  await once(socket, 'connect');
  return peerOf(socket);
}
