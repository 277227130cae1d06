import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { type AddressInfo, createServer, type ListenOptions, type Server } from 'node:net';
import { join } from 'node:path';

/** Listeners outside of all boxes, at everything that a process can call by. */
export interface Ears extends AsyncDisposable {
  readonly ports: {
    readonly ipv4: number;
    readonly ipv6: number;
    readonly udp: number;
    readonly everywhere: number;
  };
  readonly socket: string;
  /** Of Linux: a name without a file. */
  readonly abstract: string;
  /** Who was called, each time. */
  readonly heard: readonly string[];
  readonly text: () => string;
}

export async function openEars(folder: string): Promise<Ears> {
  const heard: string[] = [];
  let text = '';
  const note = (chunk: Buffer) => {
    if (text.length < 2 ** 20) text += chunk.toString('latin1');
  };
  const servers: Server[] = [];
  const listen = async (name: string, where: ListenOptions): Promise<number> => {
    const server = createServer((socket) => {
      heard.push(name);
      socket.on('data', note);
      socket.on('error', () => {});
    });
    servers.push(server);
    try {
      server.listen(where);
      await once(server, 'listening');
    } catch {
      // A machine without IPv6, or without abstract names.
      return 0;
    }
    const address = server.address();
    return typeof address === 'string' ? 0 : (address as AddressInfo).port;
  };
  const socket = join(folder, 'engine.sock');
  const abstract = `\0hostile-${process.pid}-${Date.now()}`;
  const udp = createSocket('udp4');
  udp.on('message', (message) => {
    heard.push('udp');
    note(message);
  });
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const ports = {
    ipv4: await listen('127.0.0.1', { host: '127.0.0.1', port: 0 }),
    ipv6: await listen('::1', { host: '::1', port: 0 }),
    everywhere: await listen('an address of this machine', { host: '0.0.0.0', port: 0 }),
    udp: udp.address().port,
  };
  await listen('a Unix socket', { path: socket });
  chmodSync(socket, 0o666);
  await listen('an abstract Unix socket', { path: abstract });
  return {
    ports,
    socket,
    abstract,
    heard,
    text: () => text,
    async [Symbol.asyncDispose]() {
      udp.close();
      for (const server of servers) server.close();
    },
  };
}
