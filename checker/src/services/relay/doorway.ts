import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { BoxSocket } from '../../box/box-socket.ts';
import { CheckerError } from '../../errors.ts';

/** Where connections come in. Apart from relaying, so that a listener of another network namespace may stand here. */
export interface Doorway extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Who connects from now on is refused by the system. Connections that stand are not touched. */
  refuse(): Promise<void>;
  /** Lets in again, on the same port. Throws RELAY_PORT_TAKEN if somebody took it meanwhile. */
  admit(): Promise<void>;
}

export type OpenDoorway = (onSocket: (socket: BoxSocket) => void) => Promise<Doorway>;

/**
 * On 127.0.0.1, at a port that the system chooses.
 *
 * A true ECONNREFUSED needs the listener closed; the port must not go to somebody else meanwhile. So a connection of our
 * own, whose local end is bound to the port, holds it: the system gives a bound port to nobody who asks for any port. Only
 * who asks for this very number can still take it, or who is given it in the moment between closing and binding.
 */
export const openLoopbackDoorway: OpenDoorway = async (onSocket) => {
  const host = '127.0.0.1';
  let server: Server | null = await listen(host, 0, onSocket);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has no port');
  const { port } = address;
  let reservation: Reservation | null = null;
  let closed = false;
  // One change at a time: refuse() and admit() may be called without waiting.
  let last: Promise<void> = Promise.resolve();
  const inTurn = (change: () => Promise<void>): Promise<void> => {
    const turn = last.then(change);
    last = turn.catch(() => {});
    return turn;
  };
  return {
    host,
    port,
    refuse: () =>
      inTurn(async () => {
        if (closed || server === null) return;
        const before = server;
        server = null;
        reservation = await reserve(host, port, () => void before.close());
      }),
    admit: () =>
      inTurn(async () => {
        if (closed || server !== null) return;
        server = await listen(host, port, onSocket);
        reservation?.[Symbol.dispose]();
        reservation = null;
      }),
    [Symbol.asyncDispose]: () =>
      inTurn(async () => {
        closed = true;
        server?.close();
        server = null;
        reservation?.[Symbol.dispose]();
        reservation = null;
      }),
  };
};

async function listen(host: string, port: number, onSocket: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, onSocket);
  server.listen({ host, port, backlog: 511 });
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw port === 0 ? cause : portTaken(port, cause);
  }
  return server;
}

type Reservation = Disposable;

/** Binds the port without listening on it. `release` frees it, in the same turn of the loop in which it is bound. */
async function reserve(host: string, port: number, release: () => void): Promise<Reservation> {
  const anchor = createServer();
  anchor.listen({ host, port: 0 });
  await once(anchor, 'listening');
  const address = anchor.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has no port');
  release();
  const near = connect({ host, port: address.port, localAddress: host, localPort: port });
  try {
    const [[far]] = (await Promise.all([once(anchor, 'connection'), once(near, 'connect')])) as [
      [Socket],
      unknown,
    ];
    // Nothing is ever sent; the reset at the end is the one event that each side sees.
    for (const socket of [near, far]) socket.on('error', () => {});
    return {
      [Symbol.dispose]() {
        near.resetAndDestroy();
        far.destroy();
      },
    };
  } catch (cause) {
    near.destroy();
    throw portTaken(port, cause);
  } finally {
    anchor.close();
  }
}

function portTaken(port: number, cause: unknown): CheckerError {
  return new CheckerError('RELAY_PORT_TAKEN', `the relay cannot have its port ${port} back`, {
    hint: 'Another program of this machine took it while connections were refused. Check again: another port is chosen.',
    cause,
  });
}
