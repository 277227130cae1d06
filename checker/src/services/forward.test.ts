import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { openForward } from './forward.ts';
import { freePort } from './free-port.ts';

test('passes bytes on in both directions, and each half that is closed', async () => {
  const { path, forwarded } = await openWay((socket) => {
    text(socket).then((said) => socket.end(`heard ${said}`));
  });
  const client = connect({ path, allowHalfOpen: true });
  client.end('this');
  expect(await text(client)).toBe('heard this');
  await forwarded[Symbol.asyncDispose]();
});

test('a reset by the server is a reset for a client on a port, and an end for one on a Unix socket', async () => {
  const { path, server } = await openWay((socket) => {
    socket.once('data', () => socket.resetAndDestroy());
  });
  const port = await freePort();
  await using _forward = await openForward({ port }, server);
  expect([await endingOf(connect({ path })), await endingOf(connect({ host: '127.0.0.1', port }))]).toEqual([
    'an end',
    'ECONNRESET',
  ]);
});

test('who cannot reach the server is let go', async () => {
  const path = join(tempFolder(), 's');
  await using _forward = await openForward({ path }, { path: join(tempFolder(), 'nobody') });
  const client = connect({ path });
  client.on('error', () => {});
  await once(client, 'close');
  expect(client.bytesRead).toBe(0);
});

test('ends its connections with itself', async () => {
  const { path, forwarded } = await openWay((socket) => socket.write('hello'));
  const client = connect({ path });
  await once(client, 'data');
  const closed = once(client, 'close');
  client.on('error', () => {});
  await forwarded[Symbol.asyncDispose]();
  await closed;
});

async function endingOf(client: Socket): Promise<string> {
  let ending = 'an end';
  client.on('error', (error: NodeJS.ErrnoException) => {
    ending = error.code ?? error.message;
  });
  const closed = new Promise((resolve) => client.once('close', resolve));
  client.resume().write('x');
  await closed;
  return ending;
}

async function openWay(serve: (socket: Socket) => void) {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  const path = join(tempFolder(), 's');
  const listening = { host: '127.0.0.1', port: address.port };
  return { path, server: listening, forwarded: await openForward({ path }, listening) };
}
