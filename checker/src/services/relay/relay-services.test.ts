import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openPostgresForTests, type PostgresForTests } from '../../../test/postgres-server.ts';
import { openRelay, type Relay } from './relay.ts';

const soon = () => AbortSignal.timeout(20_000);

describe('PostgreSQL', () => {
  let database: PostgresForTests;
  beforeAll(async () => {
    database = await openPostgresForTests();
  });
  afterAll(() => database[Symbol.asyncDispose]());

  test.each(['tcp', 'unix'])('statements of pg, over %s, with what became of them', async (way) => {
    const relay = await open(
      way === 'tcp' ? { host: '127.0.0.1', port: database.port } : { path: database.path },
    );
    const client = await connect(relay, { application_name: 'shop' });
    const find = { name: 'find', text: 'SELECT $1::int + $2::int AS sum' };
    const mark = relay.mark();
    await client.query('BEGIN');
    await client.query({ ...find, values: [1, 2] });
    await client.query({ ...find, values: [3, 4] });
    await expect(client.query('SELECT $1::int / 0', [1])).rejects.toMatchObject({ code: '22012' });
    await client.query('ROLLBACK');
    await expect(client.query('SELEKT')).rejects.toMatchObject({ code: '42601' });
    await client.query('SELECT repeat($1, 300000)', ['x']);
    const told = relay.statements({ since: mark });
    expect(told).toMatchObject([
      { kind: 'simple', sql: 'BEGIN', parameters: 0, tag: 'BEGIN', transactionStatusAfter: 'T' },
      { kind: 'extended', sql: find.text, prepared: 'find', parameters: 2, tag: 'SELECT 1' },
      { kind: 'extended', sql: find.text, prepared: 'find', parameters: 2, transactionStatusAfter: 'T' },
      { sql: 'SELECT $1::int / 0', parameters: 1, sqlstate: '22012', transactionStatusAfter: 'E' },
      { sql: 'ROLLBACK', tag: 'ROLLBACK', transactionStatusAfter: 'I' },
      { sql: 'SELEKT', sqlstate: '42601', transactionStatusAfter: 'I' },
      { tag: 'SELECT 1', parameters: 1 },
    ]);
    expect(told.every(({ ended }) => ended !== null)).toBe(true);
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    expect(relay.connections()).toMatchObject([
      { use: 'session', startup: { user: database.login.user, applicationName: 'shop' }, pid: rows[0]?.pid },
    ]);
  });

  test('a pool is counted by its sessions; asking for encryption and a cancel request count for nothing', async () => {
    const relay = await open();
    const pool = new pg.Pool({ host: relay.host, port: relay.port, ...database.login, max: 3 });
    pool.on('error', () => {});
    await Promise.all(Array.from({ length: 20 }, () => pool.query('SELECT 1')));
    expect(relay.sessions()).toEqual({ open: 3, most: 3 });
    expect(relay.statements().filter(({ sql }) => sql === 'SELECT 1')).toHaveLength(20);
    await expect(connect(relay, { ssl: true })).rejects.toThrow('SSL');
    const victim = await connect(relay);
    const sleeping = expect(victim.query('SELECT pg_sleep(60)')).rejects.toMatchObject({ code: '57014' });
    await relay.until(() => relay.statements().some(({ sql }) => sql.includes('pg_sleep')), soon());
    // Sent is not begun: a cancel request that comes before the statement runs ends nothing.
    const running = "SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep%'";
    while ((await pool.query(running)).rowCount === 0);
    await cancel(relay, victim);
    await sleeping;
    // pg rejects at the error; the state of the transaction may come in a later packet.
    const [cancelled] = relay.statements({ connection: 5 });
    await relay.until(() => cancelled?.transactionStatusAfter !== null, soon());
    expect(relay.statements({ connection: 5 })).toMatchObject([
      { sql: 'SELECT pg_sleep(60)', sqlstate: '57014', transactionStatusAfter: 'I' },
    ]);
    expect(relay.connections().at(-1)).toMatchObject({ use: 'cancel', pid: relay.connections().at(-2)?.pid });
    await victim.end();
    await pool.end();
    await relay.until(() => relay.sessions().open === 0, soon());
    expect(relay.sessions().most).toBe(4);
  });

  test('holdReplies(): the statement runs, and its answer comes when it is released', async () => {
    const relay = await open();
    const [writer, other] = [await connect(relay), await connect(relay)];
    await other.query('CREATE TABLE held (n int)');
    const seen = relay.listen((event) => {
      if (event.kind !== 'statement' || !event.statement.sql.startsWith('INSERT INTO held')) return;
      relay.connection(event.statement.connection)?.holdReplies();
    });
    let answered = false;
    const writing = writer.query('INSERT INTO held VALUES ($1)', [7]).then(() => {
      answered = true;
    });
    const isHeld = () =>
      relay.statements().some(({ sql, ended }) => sql.startsWith('INSERT') && ended !== null);
    await relay.until(isHeld, soon());
    expect((await other.query('SELECT n FROM held')).rows).toEqual([{ n: 7 }]);
    expect(answered).toBe(false);
    seen[Symbol.dispose]();
    await relay.restore();
    await writing;
  });

  test('cut(), refuse(), dropAfter() and hang(), as pg sees them', async () => {
    const relay = await open();
    const cut = await connect(relay);
    const running = expect(cut.query('SELECT pg_sleep(60)')).rejects.toThrow(/ECONNRESET|terminated/);
    await relay.until(() => relay.statements().length === 1, soon());
    relay.cut();
    await running;
    expect(relay.statements()[0]).toMatchObject({ ended: null });

    const dropped = await connect(relay);
    relay.dropAfter(20);
    await expect(dropped.query("SELECT 'more than twenty bytes'")).rejects.toThrow(/ECONNRESET|terminated/);

    await relay.refuse();
    await expect(connect(relay)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await relay.restore();

    const hung = await connect(relay);
    relay.hang();
    const mark = relay.mark();
    const waiting = hung.query('SELECT 1 AS one');
    await relay.until(() => relay.statements({ since: mark }).length === 1, soon());
    expect(relay.statements({ since: mark })).toMatchObject([{ sql: 'SELECT 1 AS one', ended: null }]);
    await relay.restore();
    expect((await waiting).rows).toEqual([{ one: 1 }]);
  });

  test('delay() and throttle() slow down, and change nothing', async () => {
    const relay = await open();
    const client = await connect(relay);
    relay.delay(15);
    const started = performance.now();
    await client.query('SELECT 1');
    expect(performance.now() - started).toBeGreaterThanOrEqual(29);
    await relay.restore();
    relay.throttle(200_000);
    const { rows } = await client.query<{ text: string }>("SELECT repeat('x', 20000) AS text");
    expect(rows[0]?.text).toBe('x'.repeat(20_000));
    expect(relay.statements().at(-1)).toMatchObject({ tag: 'SELECT 1' });
  });

  test("a backend that was terminated is told as the server's end", async () => {
    const relay = await open();
    const [victim, killer] = [await connect(relay), await connect(relay)];
    const pid = relay.connections()[0]?.pid;
    const running = expect(victim.query('SELECT pg_sleep(60)')).rejects.toMatchObject({ code: '57P01' });
    await relay.until(() => relay.statements().length === 1, soon());
    await killer.query('SELECT pg_terminate_backend($1)', [pid]);
    await running;
    await relay.until(() => relay.connections()[0]?.ended !== null, soon());
    expect(relay.connections()[0]?.ended?.by).toBe('server');
    expect(relay.statements()[0]?.sqlstate).toBe('57P01');
  });

  async function open(to: Parameters<typeof openRelay>[0]['to'] = { path: database.path }): Promise<Relay> {
    const relay = await openRelay({ to, protocol: 'postgres', now: () => performance.now() });
    onTestFinished(() => relay[Symbol.asyncDispose]());
    return relay;
  }

  async function connect(relay: Relay, config: pg.ClientConfig = {}): Promise<pg.Client> {
    const client = new pg.Client({ host: relay.host, port: relay.port, ...database.login, ...config });
    // The relay breaks what stands; each test looks at the query that meets it.
    client.on('error', () => {});
    await client.connect();
    onTestFinished(() => client.end().catch(() => {}));
    return client;
  }
});

/** As a client of PostgreSQL asks for it: in a connection of its own, by process and secret. */
async function cancel(relay: Relay, client: pg.Client): Promise<void> {
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
  const request = Buffer.alloc(16);
  for (const [at, value] of [16, 80877102, processID, secretKey].entries())
    request.writeInt32BE(value, 4 * at);
  const socket = connectSocket({ host: relay.host, port: relay.port }).resume();
  socket.end(request);
  await once(socket, 'close');
}

const redisMissing =
  spawnSync('redis-server', ['--version']).status === 0 ? null : 'there is no redis-server on PATH';

describe.skipIf(redisMissing !== null)(`Redis${reason(redisMissing)}`, () => {
  test('commands of ioredis, pipelined and in scripts, and a cut', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'relay-redis-'));
    const path = join(folder, 'redis.sock');
    const options = ['--port', '0', '--unixsocket', path, '--save', '', '--dir', folder];
    const server = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(async () => {
      server.kill('SIGKILL');
      await once(server, 'exit');
      rmSync(folder, { recursive: true, force: true });
    });
    for await (const line of createInterface({ input: server.stdout })) {
      if (line.includes('eady to accept connections')) break;
    }
    server.stdout.resume();
    const relay = await openRelay({ to: { path }, protocol: 'redis', now: () => performance.now() });
    onTestFinished(() => relay[Symbol.asyncDispose]());
    const redis = new Redis({ host: relay.host, port: relay.port, retryStrategy: null });
    redis.on('error', () => {});
    onTestFinished(() => redis.disconnect());
    await redis.ping();
    const mark = relay.mark();
    await redis.pipeline().set('task:1', 'x'.repeat(100_000)).get('task:1').exec();
    expect(await redis.eval('return redis.call("GET", KEYS[1])', 1, 'task:1')).toHaveLength(100_000);
    expect(relay.commands({ since: mark })).toMatchObject([
      { name: 'SET', args: 2, key: 'task:1' },
      { name: 'GET', args: 1, key: 'task:1' },
      { name: 'EVAL', args: 3, key: 'task:1' },
    ]);
    const closed = new Promise((resolve) => redis.once('close', resolve));
    relay.cut();
    await closed;
    expect(relay.connections()[0]?.ended?.by).toBe('cut');
  });
});

function reason(missing: string | null): string {
  return missing === null ? '' : ` (skipped: ${missing})`;
}
