import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLedger } from '../ledger.ts';
import { type Mutable, newConnectionRecord, type RelayEvent, type Statement } from '../records.ts';
import { createPostgresRecorder } from './postgres-recorder.ts';

type Turn = readonly [from: 'client' | 'server', bytes: Buffer];

const sync = message('S');
const execute = message('E', '\0', int32(0));
const opened = Buffer.concat([
  message('R', int32(0)),
  message('S', 'server_version\x0017.0\0'),
  message('K', int32(4711), int32(1)),
  message('Z', 'I'),
]);
const session: readonly Turn[] = [client(startup({ user: 'ann' })), server(opened)];
/** A bit of everything. */
const conversation: readonly Turn[] = [
  client(packet(int32(80877103))),
  server(Buffer.from('N')),
  ...session,
  client(message('Q', 'SELECT 1\0'), message('Q', '\0')),
  server(message('T', 'abc'), message('D', 'abcdef'), message('C', 'SELECT 1\0'), message('Z', 'I')),
  server(message('I'), message('Z', 'I')),
  client(parse('a', 'SELECT $1', 1), message('D', 'Sa\0'), bind('a', 1), execute, message('H')),
  server(message('1'), message('t', int16(0)), message('2'), message('C', 'SELECT 0\0')),
  client(
    bind('a', 1),
    message('E', '\0', int32(5)),
    sync,
    bind('a', 1),
    execute,
    bind('a', 1),
    execute,
    sync,
  ),
  server(message('2'), message('s'), message('Z', 'T'), message('2'), failure('40001'), message('Z', 'E')),
  client(message('Q', 'COPY t FROM STDIN\0')),
  server(message('G', '\0\0\0')),
  client(message('d', 'one\n'), message('c')),
  server(message('N', 'ignored\0'), message('C', 'COPY 1\0'), message('Z', 'I')),
  client(parse('b', 'é'.repeat(30), 0), message('C', 'Sb\0'), sync, message('F', '\0\0\0\0')),
  server(message('1'), message('3'), message('Z', 'I'), message('V', ''), message('Z', 'I')),
  client(message('Q', 'x\0'), message('Q', 'y\0'), message('X')),
];

test('a session is known by its startup message, and its process by the key that the server sends', () => {
  const { connection, sessions } = record([
    client(startup({ user: 'ann', database: 'shop', application_name: 'api' })),
  ]);
  expect(connection).toMatchObject({
    use: 'session',
    startup: { user: 'ann', database: 'shop', applicationName: 'api' },
  });
  expect(sessions).toBe(1);
  expect(record([client(startup({ user: 'ann' })), server(opened)]).connection.pid).toBe(4711);
});

test('a request for encryption that the server declines goes before the startup message', () => {
  const { connection, statements } = record([
    client(packet(int32(80877103))),
    server(Buffer.from('N')),
    client(startup({ user: 'ann' })),
    server(opened),
    client(message('Q', 'SELECT 1\0')),
  ]);
  expect(connection).toMatchObject({ use: 'session', recording: { kind: 'on' } });
  expect(statements).toMatchObject([{ sql: 'SELECT 1' }]);
});

test('an encrypted connection is a session of which nothing is read', () => {
  const { connection, sessions, statements } = record([
    client(packet(int32(80877103))),
    server(Buffer.from('S')),
    client(Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1])),
  ]);
  expect(connection.recording).toEqual({ kind: 'stopped', why: 'the connection is encrypted' });
  expect([sessions, statements.length]).toEqual([1, 0]);
});

test('a cancel request is no session', () => {
  const { connection, sessions } = record([client(packet(int32(80877102), int32(4711), int32(1)))]);
  expect(connection).toMatchObject({ use: 'cancel', pid: 4711 });
  expect(sessions).toBe(0);
});

test('a simple query ends when the server is ready, with its last tag and the state of the transaction', () => {
  const { statements } = record([
    ...session,
    client(message('Q', 'BEGIN; SELECT 1\0')),
    server(
      message('C', 'BEGIN\0'),
      message('T', 'ignored'),
      message('D', 'ignored'),
      message('C', 'SELECT 1\0'),
    ),
    server(message('Z', 'T')),
  ]);
  expect(statements).toMatchObject([
    {
      kind: 'simple',
      sql: 'BEGIN; SELECT 1',
      sqlBytes: 15,
      prepared: null,
      tag: 'SELECT 1',
      transactionStatusAfter: 'T',
    },
  ]);
  expect(statements[0]?.ended).not.toBeNull();
});

test('a prepared statement is told by its text and the parameters of each use', () => {
  const { statements } = record([
    ...session,
    client(parse('find', 'SELECT $1, $2', 2), bind('find', 2), execute, sync),
    server(message('1'), message('2'), message('C', 'SELECT 1\0'), message('Z', 'I')),
    client(bind('find', 2), execute, sync),
    server(message('2'), message('C', 'SELECT 7\0'), message('Z', 'I')),
    client(message('C', 'Sfind\0'), bind('find', 0), execute, sync),
  ]);
  expect(statements).toMatchObject([
    { kind: 'extended', sql: 'SELECT $1, $2', prepared: 'find', parameters: 2, tag: 'SELECT 1' },
    { kind: 'extended', sql: 'SELECT $1, $2', prepared: 'find', parameters: 2, tag: 'SELECT 7' },
    { sql: '', prepared: 'find', ended: null },
  ]);
});

test('65,535 parameters are counted behind as many formats', () => {
  expect(record([...session, client(bind('', 65_535, 65_535), execute)]).statements).toMatchObject([
    { parameters: 65_535 },
  ]);
});

test('an error belongs to the first statement without an answer; the rest of its batch is skipped', () => {
  const { statements } = record([
    ...session,
    client(parse('', 'one', 0), bind('', 0), execute, parse('', 'two', 0), bind('', 0), execute),
    client(parse('', 'three', 0), bind('', 0), execute, sync, message('Q', 'four\0')),
    server(message('C', 'SELECT 1\0'), failure('23505')),
    server(message('Z', 'I'), message('C', 'SELECT 4\0'), message('Z', 'I')),
  ]);
  expect(statements).toMatchObject([
    { sql: 'one', tag: 'SELECT 1', sqlstate: null, skipped: false },
    { sql: 'two', tag: null, sqlstate: '23505', skipped: false },
    { sql: 'three', tag: null, sqlstate: null, skipped: true },
    { sql: 'four', tag: 'SELECT 4', sqlstate: null, skipped: false },
  ]);
});

test('a statement sent after the error of its batch is skipped as well', () => {
  const { statements } = record([
    ...session,
    client(parse('', 'bad', 0), message('H')),
    server(failure('42601')),
    client(bind('', 0), execute, sync),
    server(message('Z', 'E')),
  ]);
  expect(statements).toMatchObject([{ skipped: true, sqlstate: null, transactionStatusAfter: 'E' }]);
});

test('COPY in: the data is passed over, and a Sync before its end is none', () => {
  const { statements } = record([
    ...session,
    client(parse('', 'COPY t FROM STDIN', 0), bind('', 0), execute, sync),
    server(message('G', '\0\0\0')),
    client(message('d', 'Q\0\0\0\0'), message('d', 'X'.repeat(70_000)), message('c'), sync),
    server(message('C', 'COPY 2\0'), message('Z', 'I')),
    client(message('Q', 'SELECT 1\0')),
    server(message('C', 'SELECT 1\0'), message('Z', 'T')),
  ]);
  expect(statements).toMatchObject([
    { sql: 'COPY t FROM STDIN', tag: 'COPY 2', transactionStatusAfter: 'I' },
    { sql: 'SELECT 1', tag: 'SELECT 1', transactionStatusAfter: 'T' },
  ]);
});

test('of a statement of a gigabyte 16 KiB are kept', () => {
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  const recorder = newRecorder();
  for (const [from, bytes] of session) recorder.take(from, bytes);
  const head = Buffer.from('Q....');
  head.writeInt32BE(4 + 1000 * chunk.length + 1, 1);
  recorder.take('client', head);
  const before = process.memoryUsage().arrayBuffers;
  for (let count = 0; count < 1000; count++) recorder.take('client', chunk);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * chunk.length);
  recorder.take('client', Buffer.from('\0'));
  recorder.take('client', message('Q', 'next\0'));
  expect(recorder.statements.map(({ sql, sqlBytes }) => [sql.length, sqlBytes])).toEqual([
    [16 * 1024, 1000 * chunk.length],
    [4, 4],
  ]);
});

test.each([
  ['a type that there is not', message('!', 'SELECT 1\0')],
  ['a length below its own', Buffer.from([0x51, 0, 0, 0, 3])],
  ['a length of two gigabytes', Buffer.from([0x51, 0x7f, 0xff, 0xff, 0xff])],
  ['a text without its end', message('Q', 'SELECT 1')],
  ['a Bind that ends early', message('B', '\0')],
])('%s stops the recording and says so', (_, bytes) => {
  const { connection, statements, events } = record([
    ...session,
    client(bytes),
    client(message('Q', 'later\0')),
  ]);
  expect(connection.recording.kind).toBe('stopped');
  expect(statements).toEqual([]);
  expect(events.filter(({ kind }) => kind === 'recording-stopped')).toHaveLength(1);
});

test('any split of the bytes gives the same record', () => {
  const whole = tellOf(record(conversation));
  expect(whole.statements).toHaveLength(9);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 50 }), (sizes) => {
      expect(tellOf(record(split(conversation, sizes)))).toEqual(whole);
    }),
  );
});

test('no bytes, however wrong, make it throw', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.uint8Array({ maxLength: 60 }))), (chunks) => {
      const turns = chunks.map(([mine, bytes]): Turn => [mine ? 'client' : 'server', Buffer.from(bytes)]);
      record([...session, ...turns]);
    }),
  );
});

function newRecorder() {
  let time = 0;
  const ledger = createLedger(() => time++);
  const events: RelayEvent[] = [];
  ledger.listen((event) => events.push(event));
  const connection: Mutable<ReturnType<typeof newConnectionRecord>> = newConnectionRecord(
    1,
    ledger.next(),
    0,
  );
  const recorder = createPostgresRecorder(connection, ledger);
  return {
    connection,
    events,
    statements: ledger.statements,
    take: (from: Turn[0], bytes: Buffer) =>
      from === 'client' ? recorder.fromClient(bytes) : recorder.fromServer(bytes),
    sessions: () => ledger.sessions.length,
  };
}

function record(turns: readonly Turn[]) {
  const { take, sessions, ...recorded } = newRecorder();
  for (const [from, bytes] of turns) take(from, bytes);
  return { ...recorded, sessions: sessions() };
}

function tellOf({ connection, statements, events }: ReturnType<typeof record>) {
  const timeless = (statement: Statement) => ({ ...statement, at: 0, ended: statement.ended !== null });
  return { connection, statements: statements.map(timeless), kinds: events.map(({ kind }) => kind) };
}

function split(turns: readonly Turn[], sizes: readonly number[]): Turn[] {
  let piece = 0;
  return turns.flatMap(([from, bytes]) => {
    const pieces: Turn[] = [];
    for (let at = 0; at < bytes.length; ) {
      const size = sizes[piece++ % sizes.length] ?? 1;
      pieces.push([from, bytes.subarray(at, at + size)]);
      at += size;
    }
    return pieces;
  });
}

function client(...messages: readonly Buffer[]): Turn {
  return ['client', Buffer.concat(messages)];
}

function server(...messages: readonly Buffer[]): Turn {
  return ['server', Buffer.concat(messages)];
}

function packet(...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length + 4), body]);
}

function message(type: string, ...parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat([Buffer.from(type), packet(...parts.map((part) => Buffer.from(part)))]);
}

function startup(settings: Record<string, string>): Buffer {
  const text = Object.entries(settings).map(([name, value]) => `${name}\0${value}\0`);
  return packet(int32(3 << 16), Buffer.from(`${text.join('')}\0`));
}

function parse(name: string, sql: string, types: number): Buffer {
  return message('P', `${name}\0${sql}\0`, int16(types), Buffer.alloc(4 * types));
}

function bind(name: string, parameters: number, formats = 0): Buffer {
  const values = Buffer.alloc(4 * parameters, 0xff);
  return message(
    'B',
    `\0${name}\0`,
    int16(formats),
    Buffer.alloc(2 * formats),
    int16(parameters),
    values,
    int16(0),
  );
}

function failure(sqlstate: string): Buffer {
  return message('E', `SFEHLER\0VERROR\0C${sqlstate}\0Mno\0\0`);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
