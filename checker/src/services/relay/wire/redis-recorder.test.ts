import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLedger } from '../ledger.ts';
import { type Mutable, newConnectionRecord } from '../records.ts';
import { createRedisRecorder } from './redis-recorder.ts';

test('commands are told with their name in upper case, how many arguments, and the key', () => {
  const { commands } = record([command('set', 'task:1', 'x', 'PX', '100'), command('GET', 'task:1')]);
  expect(commands).toMatchObject([
    { connection: 1, name: 'SET', args: 4, key: 'task:1' },
    { connection: 1, name: 'GET', args: 1, key: 'task:1' },
  ]);
});

test('the key of a script stands behind the count of its keys', () => {
  const { commands } = record([
    command('EVALSHA', 'abc', '1', 'task:1', '7'),
    command('EVAL', 'return 1', '0', 'no key'),
    command('PING'),
    command('CLIENT', 'SETNAME', 'api'),
  ]);
  expect(commands.map(({ name, key }) => [name, key])).toEqual([
    ['EVALSHA', 'task:1'],
    ['EVAL', null],
    ['PING', null],
    ['CLIENT', null],
  ]);
});

test('inline commands count as well; empty ones do not', () => {
  const { commands } = record([Buffer.from('\r\n*0\r\n  get   a \r\nPING\n')]);
  expect(commands).toMatchObject([
    { name: 'GET', args: 1, key: 'a' },
    { name: 'PING', args: 0, key: null },
  ]);
});

test('an argument of a gigabyte is passed over', () => {
  const chunk = Buffer.alloc(1024 * 1024, '\r\n*1');
  const length = 1000 * chunk.length;
  const recorder = newRecorder();
  recorder.take(Buffer.from(`*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$${length}\r\n`));
  for (let count = 0; count < 1000; count++) recorder.take(chunk);
  recorder.take(Buffer.concat([Buffer.from('\r\n'), command('GET', 'k')]));
  expect(recorder.commands.map(({ name, args }) => [name, args])).toEqual([
    ['SET', 2],
    ['GET', 1],
  ]);
});

test.each([
  ['a count that is none', '*x\r\nPING\r\n'],
  ['an argument without its length', '*1\r\nPING\r\nPING\r\n'],
  ['a negative length', '*1\r\n$-1\r\nPING\r\n'],
  ['a line that never ends', 'x'.repeat(70_000)],
])('%s stops the recording and says so', (_, text) => {
  const { commands, connection } = record([Buffer.from(text), command('GET', 'a')]);
  expect(connection.recording.kind).toBe('stopped');
  expect(commands).toEqual([]);
});

test('any split of the bytes gives the same record', () => {
  const bytes = Buffer.concat([
    command('SET', 'schlüssel', '\r\n*2\r\n$3\r\n'),
    Buffer.from('PING\r\n'),
    command('EVALSHA', 'abc', '2', 'k1', 'k2', ''),
    command('MSET', ...Array.from({ length: 20 }, (_, at) => `k${at}`)),
  ]);
  const whole = timeless(record([bytes]));
  expect(whole).toHaveLength(4);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }), (sizes) => {
      const pieces: Buffer[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        pieces.push(bytes.subarray(at, at + size));
        at += size;
      }
      expect(timeless(record(pieces))).toEqual(whole);
    }),
  );
});

function newRecorder() {
  let time = 0;
  const ledger = createLedger(() => time++);
  const connection: Mutable<ReturnType<typeof newConnectionRecord>> = newConnectionRecord(
    1,
    ledger.next(),
    0,
  );
  const recorder = createRedisRecorder(connection, ledger);
  return { connection, commands: ledger.commands, take: recorder.fromClient };
}

function record(chunks: readonly Buffer[]) {
  const recorder = newRecorder();
  for (const chunk of chunks) recorder.take(chunk);
  return recorder;
}

function timeless({ commands }: ReturnType<typeof record>) {
  return commands.map(({ at: _, ...rest }) => rest);
}

function command(...parts: readonly string[]): Buffer {
  const told = parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`);
  return Buffer.from(`*${parts.length}\r\n${told.join('')}`);
}
