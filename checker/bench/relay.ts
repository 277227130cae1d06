import { fork } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { openRelay } from '../src/services/relay/relay.ts';
import { openPostgresForTests, type PostgresForTests } from '../test/postgres-server.ts';
import { medianOf, type Sample, tellSamples } from './samples.ts';

/**
 * What the relay costs a program that talks to PostgreSQL through it: transactions of three statements, as pgbench has them,
 * from another process, as a learner's service is one. Direct and relayed take turns. Each sample is the milliseconds of a
 * thousand transactions, scaled from fewer.
 *
 * `checker/bin/with-node checker/bench/relay.ts [--json]`
 */
const rounds = 9;
const transactions = 400;
const connectionCounts = [1, 4];

interface Job {
  readonly host: string;
  readonly port: number;
  readonly login: PostgresForTests['login'];
  readonly connections: number;
}

if (import.meta.main) {
  if (process.argv.includes('--client')) serveJobs();
  else {
    const samples = await measureRelay();
    const asJson = process.argv.includes('--json');
    process.stdout.write(asJson ? `${JSON.stringify(samples, null, 2)}\n` : tellSamples(samples));
  }
}

export async function measureRelay(): Promise<Sample[]> {
  await using database = await openPostgresForTests();
  await prepare(database);
  const child = fork(import.meta.filename, ['--client']);
  const now = () => performance.now();
  const host = '127.0.0.1';
  const { login } = database;
  await using relay = await openRelay({ to: { host, port: database.port }, protocol: 'postgres', now });
  await using local = await openRelay({ to: { path: database.path }, protocol: 'postgres', now });
  await using silent = await openRelay({ to: { host, port: database.port }, protocol: 'bytes', now });
  const ways = [
    { name: 'direct', port: database.port },
    { name: 'relayed', port: relay.port },
    { name: 'relayed, the server at a Unix socket', port: local.port },
    { name: 'relayed, nothing recorded', port: silent.port },
  ];
  const samples: Sample[] = [];
  try {
    for (const connections of connectionCounts) {
      const measured = ways.map((way) => ({ ...way, ms: [] as number[] }));
      for (const { port } of ways) await run({ host, port, login, connections });
      for (let round = 0; round < rounds; round++) {
        // Whoever comes first pays for the garbage of the one before: each is first in turn.
        for (let turn = 0; turn < ways.length; turn++) {
          const way = measured[(round + turn) % ways.length];
          if (way !== undefined) way.ms.push(await run({ host, port: way.port, login, connections }));
        }
      }
      const direct = measured[0];
      if (direct === undefined) throw new Error('nothing was measured');
      const nameOf = (name: string) => `1,000 transactions, ${connections} at once, ${name}`;
      for (const { name, ms } of measured) {
        const compared = name !== direct.name;
        samples.push({
          name: nameOf(name),
          ms,
          ratio: compared ? medianOf(ms) / medianOf(direct.ms) : null,
          to: compared ? nameOf(direct.name) : null,
        });
      }
    }
  } finally {
    child.kill();
  }
  return samples;

  async function run(job: Job): Promise<number> {
    child.send(job);
    const [ms] = (await once(child, 'message')) as [number];
    return ms;
  }
}

async function prepare({ port, login }: PostgresForTests): Promise<void> {
  const client = new pg.Client({ host: '127.0.0.1', port, ...login });
  await client.connect();
  await client.query(`
    CREATE TABLE accounts (id int PRIMARY KEY, balance bigint NOT NULL, filler text NOT NULL);
    CREATE TABLE history (account int NOT NULL, amount bigint NOT NULL, at timestamptz NOT NULL);
    INSERT INTO accounts SELECT id, 0, repeat('x', 84) FROM generate_series(1, 100000) AS id`);
  await client.query('VACUUM ANALYZE');
  await client.end();
}

function serveJobs(): void {
  process.on('message', (job: Job) => {
    void time(job).then((ms) => process.send?.(ms));
  });
}

async function time({ host, port, login, connections }: Job): Promise<number> {
  const clients = Array.from({ length: connections }, () => new pg.Client({ host, port, ...login }));
  await Promise.all(clients.map((client) => client.connect()));
  let left = transactions;
  const started = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      while (left > 0) {
        left -= 1;
        await transact(client, left);
      }
    }),
  );
  const ms = ((performance.now() - started) * 1000) / transactions;
  await Promise.all(clients.map((client) => client.end()));
  return ms;
}

async function transact(client: pg.Client, number: number): Promise<void> {
  const account = ((number * 7919) % 100_000) + 1;
  await client.query('BEGIN');
  await client.query('UPDATE accounts SET balance = balance + $1 WHERE id = $2', [number, account]);
  await client.query('SELECT balance FROM accounts WHERE id = $1', [account]);
  await client.query('INSERT INTO history (account, amount, at) VALUES ($1, $2, now())', [account, number]);
  await client.query('COMMIT');
}
