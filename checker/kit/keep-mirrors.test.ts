import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../src/services/free-port.ts';
import { tempFolder } from '../test/temp-folder.ts';
import { keepMirrors } from './keep-mirrors.ts';

const never = new AbortController().signal;

test('a mirror that is open is open for whoever asks next', async () => {
  const mirrors = keepMirrors();
  const mirror = { port: await freePort(), path: await serve('hello') };
  await Promise.all([mirrors.open(mirror, never), mirrors.open(mirror, never)]);
  await mirrors.open(mirror, never);
  expect(await greetingAt(mirror.port)).toBe('hello');
});

test('a port leads to the server that was started anew', async () => {
  const mirrors = keepMirrors();
  const port = await freePort();
  await mirrors.open({ port, path: await serve('one') }, never);
  await mirrors.open({ port, path: await serve('another') }, never);
  expect(await greetingAt(port)).toBe('another');
});

test('a port that somebody still holds is waited for', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = squatter.address() as { readonly port: number };
  const opening = keepMirrors().open({ port, path: await serve('hello') }, never);
  squatter.close();
  await opening;
  expect(await greetingAt(port)).toBe('hello');
});

test('a port that is not to be had is told, and asked for again by the next', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = squatter.address() as { readonly port: number };
  const mirrors = keepMirrors();
  const mirror = { port, path: await serve('hello') };
  await expect(mirrors.open(mirror, AbortSignal.abort())).rejects.toMatchObject({ code: 'EADDRINUSE' });
  squatter.close();
  await once(squatter, 'close');
  await mirrors.open(mirror, never);
  expect(await greetingAt(port)).toBe('hello');
});

/** @returns the path of its Unix socket */
async function serve(greeting: string): Promise<string> {
  const path = join(tempFolder(), 's');
  const server = createServer((socket) => socket.end(greeting)).listen(path);
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return path;
}

async function greetingAt(port: number): Promise<string> {
  const [said] = await once(connect({ host: '127.0.0.1', port }), 'data');
  return String(said);
}
