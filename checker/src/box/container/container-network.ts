import { once } from 'node:events';
import { connect as connectTo, createServer, type Server } from 'node:net';
import type { Listening } from '../../services/access.ts';
import type { Doorway, OpenDoorway } from '../../services/relay/doorway.ts';
import type { BoxNetwork } from '../box-network.ts';
import { BoxConnection } from './box-connection.ts';
import type { ContainerLink } from './container-link.ts';
import { joinSockets } from './join-sockets.ts';

/** The loopback of a container, from the judge's side. Everything opened here ends with it. */
export interface ContainerNetwork extends BoxNetwork, AsyncDisposable {}

export function openContainerNetwork(linkOf: () => Promise<ContainerLink>): ContainerNetwork {
  const doorways = new Map<string, Promise<Doorway>>();
  const fronts = new Set<Server>();
  const opened = new AsyncDisposableStack();

  const openDoorway: OpenDoorway = async (onSocket) => {
    const link = await linkOf();
    const door = link.next();
    link.onVisitor(door, onSocket);
    const { host, port } = (await link.order({ do: 'open door', door })) as { host: string; port: number };
    let closed: Promise<void> | null = null;
    const close = async () => {
      link.onVisitor(door, null);
      if (!link.isOver) await link.order({ do: 'close door', door }).catch(() => {});
    };
    const doorway: Doorway = {
      host,
      port,
      refuse: async () => void (await link.order({ do: 'refuse', door })),
      admit: async () => void (await link.order({ do: 'admit', door })),
      [Symbol.asyncDispose]() {
        closed ??= close();
        return closed;
      },
    };
    opened.use(doorway);
    return doorway;
  };
  const connect: BoxNetwork['connect'] = async ({ host, port }, { from = null } = {}) => {
    const link = await linkOf();
    const connection = link.next();
    const came = link.connection(connection);
    // Where the system refuses, none comes.
    came.catch(() => {});
    await link.order({ do: 'connect', connection, host, port, from });
    return new BoxConnection(await came);
  };
  return {
    openDoorway,
    connect,
    async reach(address) {
      const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
        socket.on('error', () => {});
        connect(address).then(
          (inside) => joinSockets(socket, inside),
          () => socket.resetAndDestroy(),
        );
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      fronts.add(server);
      const { port } = server.address() as { readonly port: number };
      return { host: '127.0.0.1', port };
    },
    async lead(to) {
      const key = JSON.stringify(to);
      const open = () =>
        openDoorway((inside) => {
          const outside = connectTo({ ...toOptions(to), allowHalfOpen: true });
          if ('port' in to) outside.setNoDelay(true);
          joinSockets(inside, outside);
        });
      const doorway = doorways.get(key) ?? open();
      doorways.set(key, doorway);
      const { host, port } = await doorway;
      return { host, port };
    },
    async [Symbol.asyncDispose]() {
      for (const server of fronts) server.close();
      await opened.disposeAsync();
    },
  };
}

function toOptions(to: Listening): { host: string; port: number } | { path: string } {
  return 'path' in to ? { path: to.path } : { host: to.host, port: to.port };
}
