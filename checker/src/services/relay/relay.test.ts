import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { connectPeer, openScriptedServer, type Peer } from './open-peers.ts';
import type { RelayEvent } from './records.ts';
import { openRelay } from './relay.ts';

test('bytes pass in both directions unchanged, and connections are numbered as they come', async () => {
  const { relay, join } = await open();
  const first = await join();
  const second = await join();
  const [request, reply] = [randomBytes(3_000_000), randomBytes(2_000_000)];
  first.client.socket.write(request);
  first.server.socket.write(reply);
  expect((await first.server.has(request.length)).equals(request)).toBe(true);
  expect((await first.client.has(reply.length)).equals(reply)).toBe(true);
  second.client.socket.write('two');
  expect(String(await second.server.has(3))).toBe('two');
  expect(relay.connections()).toMatchObject([
    { id: 1, bytesFromClient: request.length, bytesFromServer: reply.length, ended: null },
    { id: 2, bytesFromClient: 3, bytesFromServer: 0, ended: null },
  ]);
  expect(relay.sessions()).toEqual({ open: 2, most: 2 });
});

test('a half-closed connection still carries the answer', async () => {
  const { relay, join, until } = await open();
  const { client, server } = await join();
  client.socket.end('question');
  expect(await server.over).toBe('end');
  expect(String(server.received())).toBe('question');
  server.socket.end('answer');
  expect(await client.over).toBe('end');
  expect(String(client.received())).toBe('answer');
  await until(() => relay.connections()[0]?.closedAt !== null);
  expect(relay.connections()[0]?.ended).toMatchObject({ by: 'client', reset: false });
});

test('a receiver that does not read holds up the sender', async () => {
  const { relay, join } = await open();
  const { client, server } = await join();
  server.socket.pause();
  const most = 256 * 1024 * 1024;
  const chunk = Buffer.alloc(1024 * 1024);
  let sent = 0;
  // All of it is in this process: what has not moved in 500 turns of the loop is held up.
  while (sent < most) {
    sent += chunk.length;
    if (!client.socket.write(chunk)) {
      const drained = once(client.socket, 'drain').then(() => true);
      if (!(await Promise.race([drained, turns(500)]))) break;
    }
  }
  expect(sent).toBeLessThan(most);
  expect(relay.connections()[0]?.bytesFromClient).toBeLessThan(most / 2);
  server.socket.resume();
  await server.has(sent);
});

test('who let go is told apart: client, server, by a reset, cut, dropped, unreachable', async () => {
  const { relay, join, until, server } = await open();
  const pairs: Awaited<ReturnType<typeof join>>[] = [];
  for (let count = 0; count < 6; count++) pairs.push(await join());
  pairs[0]?.client.socket.end();
  pairs[1]?.server.socket.end();
  pairs[2]?.client.socket.resetAndDestroy();
  pairs[3]?.server.socket.resetAndDestroy();
  relay.connection(5)?.cut();
  relay.connection(6)?.dropAfter(0);
  pairs[5]?.server.socket.write('never');
  expect(await Promise.all([pairs[2]?.server.over, pairs[3]?.client.over])).toEqual(['reset', 'reset']);
  expect(await Promise.all([pairs[4]?.server.over, pairs[4]?.client.over])).toEqual(['reset', 'reset']);
  await server[Symbol.asyncDispose]();
  const lost = await connectPeer(relay.port);
  expect(await lost.over).toBe('reset');
  await until(
    () => relay.connections().length === 7 && relay.connections().every(({ ended }) => ended !== null),
  );
  expect(relay.connections().map(({ ended }) => [ended?.by, ended?.reset])).toEqual([
    ['client', false],
    ['server', false],
    ['client', true],
    ['server', true],
    ['cut', true],
    ['dropped', true],
    ['unreachable', true],
  ]);
  expect(relay.sessions().open).toBe(0);
});

test('cut() resets both ends of all connections; later ones are let in', async () => {
  const { relay, join } = await open();
  const [first, second] = [await join(), await join()];
  relay.cut();
  expect(
    await Promise.all([first, second].flatMap(({ client, server }) => [client.over, server.over])),
  ).toEqual(Array(4).fill('reset'));
  await echo(await join(), 'again');
});

test('refuse() makes the system refuse; restore() lets in on the same port', async () => {
  const { relay, join } = await open();
  const before = await join();
  const { port } = relay;
  await relay.refuse();
  await expect(connectPeer(port)).rejects.toThrow('ECONNREFUSED');
  await echo(before, 'still there');
  // The port is kept: nobody who asks for any port is given it.
  const others = await Promise.all(Array.from({ length: 300 }, freshPort));
  expect(others).not.toContain(port);
  await relay.restore();
  expect(relay.port).toBe(port);
  await echo(await join(), 'again');
  await relay.refuse({ cut: true });
  expect(await before.client.over).toBe('reset');
});

test('a port that was taken while refusing is an error of ours', async () => {
  const { relay, join } = await open();
  await relay.refuse();
  const thief = createServer().listen(relay.port, '127.0.0.1');
  await once(thief, 'listening');
  await expect(relay.restore()).rejects.toMatchObject({ code: 'RELAY_PORT_TAKEN', kind: 'environment' });
  thief.close();
  await once(thief, 'close');
  await relay.restore();
  await echo(await join(), 'again');
});

test('hang() keeps everything back until restore(), then it flows in order', async () => {
  const { relay, join, until, server: behind } = await open();
  const { client, server } = await join();
  relay.hang();
  client.socket.write('request');
  server.socket.write('reply');
  client.socket.end(' and end');
  const stranger = await connectPeer(relay.port);
  stranger.socket.write('hello');
  const kept = (id: number) => relay.connection(id)?.kept();
  await until(
    () => relay.connections()[0]?.ended !== null && kept(1)?.replies === 5 && kept(2)?.requests === 5,
  );
  expect(relay.connection(1)?.kept()).toEqual({ requests: 15, replies: 5 });
  expect([server.received().length, client.received().length, behind.count()]).toEqual([0, 0, 1]);
  await relay.restore();
  expect(String(await client.has(5))).toBe('reply');
  expect(await server.over).toBe('end');
  expect(String(server.received())).toBe('request and end');
  expect(String(await (await behind.next()).has(5))).toBe('hello');
});

test('what is kept back is bounded: the sender feels it', async () => {
  const { relay, join, until } = await open();
  const { client, server } = await join();
  relay.hang();
  const much = Buffer.alloc(32 * 1024 * 1024, 'x');
  client.socket.write(much);
  await until(() => (relay.connection(1)?.kept().requests ?? 0) >= 1024 * 1024);
  await turns(500);
  expect(relay.connection(1)?.kept().requests).toBeLessThan(2 * 1024 * 1024);
  await relay.restore();
  await server.has(much.length);
});

test('holdReplies() passes requests and keeps the answers, of one connection or of all', async () => {
  const { relay, join, until } = await open();
  const [held, other] = [await join(), await join()];
  relay.connection(1)?.holdReplies();
  held.client.socket.write('select');
  expect(String(await held.server.has(6))).toBe('select');
  held.server.socket.write('rows');
  await until(() => relay.connection(1)?.kept().replies === 4);
  await echo(other, 'not held');
  expect(held.client.received().length).toBe(0);
  relay.connection(1)?.releaseReplies();
  expect(String(await held.client.has(4))).toBe('rows');
});

test('delay() lets bytes leave later by that much, in their order', async () => {
  const { relay, join } = await open();
  const { client, server } = await join();
  relay.delay(40, { of: 'replies' });
  const started = performance.now();
  client.socket.write('at once');
  await server.has(7);
  for (const letter of 'abcdef') server.socket.write(letter);
  expect(String(await client.has(6))).toBe('abcdef');
  expect(performance.now() - started).toBeGreaterThanOrEqual(39);
  // restore() lets go what is still waiting.
  relay.delay(1_000_000_000);
  client.socket.write('late');
  await relay.until(() => relay.connection(1)?.kept().requests === 4, AbortSignal.timeout(20_000));
  await relay.restore();
  expect(String(await server.has(11))).toBe('at oncelate');
});

test('throttle() takes the time that the rate says', async () => {
  const { relay, join } = await open();
  const { client, server } = await join();
  relay.throttle(100_000);
  const bytes = randomBytes(20_000);
  const started = performance.now();
  client.socket.write(bytes);
  expect((await server.has(bytes.length)).equals(bytes)).toBe(true);
  expect(performance.now() - started).toBeGreaterThanOrEqual(190);
});

test('dropAfter() resets in the middle of an answer, after exactly so many bytes', async () => {
  const { relay, join } = await open();
  const { client, server } = await join();
  server.socket.write('before');
  await client.has(6);
  relay.dropAfter(10);
  server.socket.write('12345');
  await client.has(11);
  server.socket.write('67890abcdef');
  expect(await client.over).toBe('reset');
  expect(String(client.received())).toBe('before1234567890');
  const again = await join();
  again.server.socket.write('also of later connections');
  await again.client.over;
  expect(again.client.received().length).toBe(10);
  await relay.restore();
  await echo(await join(), 'more than ten bytes');
});

test('restore() lifts what was done to single connections as well', async () => {
  const { relay, join } = await open();
  const { client, server } = await join();
  relay.connection(1)?.hang();
  client.socket.write('kept');
  await relay.restore();
  expect(String(await server.has(4))).toBe('kept');
});

test('the most sessions at once are told, in all and since a mark', async () => {
  const { relay, join, until } = await open();
  const pairs = [await join(), await join(), await join()];
  for (const { client } of pairs.slice(1)) client.socket.end();
  await until(() => relay.sessions().open === 1);
  const mark = relay.mark();
  await join();
  expect(relay.sessions()).toEqual({ open: 2, most: 3 });
  expect(relay.sessions({ since: mark })).toEqual({ open: 2, most: 2 });
  expect(relay.connections({ since: mark })).toHaveLength(1);
});

test('until() rejects with the reason of its signal, and when the relay is closed', async () => {
  const { relay } = await open();
  const reason = new Error('too late');
  const never = () => false;
  await expect(relay.until(never, AbortSignal.abort(reason))).rejects.toBe(reason);
  const controller = new AbortController();
  const waiting = relay.until(never, controller.signal);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  const closed = expect(relay.until(never, new AbortController().signal)).rejects.toThrow('closed');
  await relay[Symbol.asyncDispose]();
  await closed;
});

test('closing ends every connection and frees the port; so does the signal, in any state', async () => {
  const controller = new AbortController();
  const { relay, join } = await open({ signal: controller.signal });
  const { client, server } = await join();
  relay.hang();
  await relay.refuse();
  controller.abort();
  await relay[Symbol.asyncDispose]();
  expect(await Promise.all([client.over, server.over])).toEqual(['reset', 'reset']);
  expect(relay.connections()[0]).toMatchObject({ ended: { by: 'relay' } });
  const next = createServer().listen(relay.port, '127.0.0.1');
  await once(next, 'listening');
  next.close();
});

test('closing in the moment in which an end is passed on is no wait for a close that never comes', async () => {
  for (let round = 0; round < 20; round += 1) {
    const { relay, join } = await open();
    const { client } = await join();
    relay.listen((event) => {
      if (event.kind === 'ended') queueMicrotask(() => relay[Symbol.asyncDispose]());
    });
    client.socket.end('goodbye');
    await client.over;
    await relay[Symbol.asyncDispose]();
  }
});

test('what happens is handed to a listener, verbs included', async () => {
  const { relay, join } = await open();
  const events: RelayEvent[] = [];
  const listening = relay.listen((event) => events.push(event));
  await join();
  relay.delay(5);
  relay.connection(1)?.cut();
  expect(events.map((event) => (event.kind === 'fault' ? event.verb : event.kind))).toEqual([
    'opened',
    'session',
    'delay 5 ms',
    'cut',
    'ended',
  ]);
  listening[Symbol.dispose]();
  relay.cut();
  expect(events).toHaveLength(5);
});

test('a verb with a number that is none is refused', async () => {
  const { relay } = await open();
  expect(() => relay.delay(-1)).toThrow('a number from 0, got -1');
  expect(() => relay.throttle(0)).toThrow('a number from 1, got 0');
  expect(() => relay.dropAfter(Number.NaN)).toThrow('got NaN');
});

async function open({ signal }: { signal?: AbortSignal } = {}) {
  const server = await openScriptedServer();
  const relay = await openRelay({
    to: { host: '127.0.0.1', port: server.port },
    protocol: 'bytes',
    now: () => performance.now(),
    ...(signal === undefined ? {} : { signal }),
  });
  const clients: Peer[] = [];
  onTestFinished(async () => {
    for (const { socket } of clients) socket.destroy();
    await relay[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });
  /** A connection through the relay, both its ends. */
  const join = async () => {
    const client = await connectPeer(relay.port);
    clients.push(client);
    return { client, server: await server.next() };
  };
  const until = (predicate: () => boolean) => relay.until(predicate, AbortSignal.timeout(20_000));
  return { relay, server, join, until };
}

async function turns(count: number): Promise<false> {
  for (let turn = 0; turn < count; turn++) await setImmediate();
  return false;
}

async function echo({ client, server }: { client: Peer; server: Peer }, word: string): Promise<void> {
  const [there, back] = [server.received().length, client.received().length];
  client.socket.write(word);
  const came = await server.has(there + word.length);
  expect(String(came.subarray(there))).toBe(word);
  server.socket.write(word);
  expect(String((await client.has(back + word.length)).subarray(back))).toBe(word);
}

async function freshPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return address === null || typeof address === 'string' ? 0 : address.port;
}
