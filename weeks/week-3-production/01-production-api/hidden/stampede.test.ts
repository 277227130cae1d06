import {
  expectThat,
  type FaultyLink,
  type NoReply,
  type PostgresDatabase,
  type RedisInstance,
  type Reply,
  requirement,
  type Service,
  showValue,
} from 'checker/kit';
import { createKnown, expectCache, expectShows, type Known } from './cached.ts';
import { startReady } from './instances.ts';
import { moreMs, tellSent } from './probes.ts';
import { eventually, lockTasks, readsTasks, waitingIn } from './reads.ts';
import { hasAskedRedis, hasSettled } from './turns.ts';

/** Each is a connection, and a service has 256 open files. */
const clients = 200;
/** Nobody's time is over while the judge holds everybody. */
const env = {
  REQUEST_TIMEOUT_MS: '40000',
  DB_ACQUIRE_TIMEOUT_MS: '40000',
  REDIS_TIMEOUT_MS: '40000',
  CACHE_TTL_MS: '600000',
};
const patienceMs = 40_000;

requirement('no-stampede', async ({ service, relay, random }) => {
  const redis = await service.redis();
  const toPostgres = await relay.postgres(await service.database());
  const toRedis = await relay.redis(redis);
  const running = await startReady(service, 'production-api', {
    ...env,
    DATABASE_URL: toPostgres.url,
    REDIS_URL: toRedis.url,
  });
  const known = await createKnown(running, random.word());
  const other = await createKnown(running, random.word());
  await redis.command('FLUSHDB');
  const forOne = await statementsOf(toPostgres, async () => {
    await running.request('GET', known.path);
  });
  expectThat(forOne.length > 0, {
    expected: 'a read of a task that is not in Redis to ask the database',
    saw: 'no statement about tasks',
    look: 'What does this answer come from, once Redis was flushed?',
  });
  // Connections that stand already: so many that are opened at once would come one after the other.
  await Promise.all(
    Array.from({ length: clients }, () => running.request('GET', '/livez', { transcript: false })),
  );
  const stage = { running, redis, toPostgres, toRedis };
  const all = Array.from({ length: clients }, () => known);
  await expectStatements(
    stage,
    all,
    forOne.length,
    `${clients} clients who ask for it at once, as many as for one`,
  );
  const mixed = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? known : other));
  await expectStatements(
    stage,
    mixed,
    2 * forOne.length,
    '20 clients who ask for it and 20 who ask for another one',
  );
});

interface Hall {
  readonly running: Service;
  readonly redis: RedisInstance;
  readonly toPostgres: FaultyLink;
  readonly toRedis: FaultyLink;
}

/** One request for each, while the answer to the first read of the table is held until all of them have come there. */
async function expectStatements(
  { running, redis, toPostgres, toRedis }: Hall,
  wanted: readonly Known[],
  most: number,
  told: string,
): Promise<void> {
  await redis.command('FLUSHDB');
  let held: number | null = null;
  const listening = toPostgres.listen((event) => {
    if (held !== null || event.kind !== 'statement' || !readsTasks(event.statement.sql)) return;
    held = event.statement.connection;
    toPostgres.connection(held)?.holdReplies();
  });
  let replies: readonly Reply[] = [];
  const seen = await statementsOf(toPostgres, async () => {
    const reading = wanted.map(({ path }, index) =>
      running.request('GET', path, { transcript: index === 0, patienceMs }),
    );
    await hasAskedRedis(running, redis, toRedis);
    listening[Symbol.dispose]();
    await toPostgres.restore();
    replies = await Promise.all(reading);
  });
  expectThat(seen.length <= most, {
    expected: `${most === 1 ? 'one statement' : `at most ${most} statements`} about tasks, while Redis does not have the task, for ${told}`,
    saw: `${seen.length} statements, the last of which is ${tellSql(seen.at(-1))}`,
    look: 'All of them miss before the first has filled. What could the second find in memory, instead of going to the database? And is it there before the first one waits for anything?',
  });
  for (const [index, reply] of replies.entries()) {
    const known = wanted[index] as Known;
    const mixed = 'What is a read that others join known by? Each gets the task that it has asked for.';
    expectShows(reply, known, 'to each of those who asked for it at once', mixed);
    expectCache(
      reply,
      'miss',
      'of a task that Redis does not have, to each of those who asked for it at once',
      'Whoever shares somebody else’s read says `miss`, too: Redis was asked and did not have it.',
    );
  }
}

/** Its first words and the table tell which it is. */
function tellSql(sql = ''): string {
  const text = sql.replaceAll(/\s+/g, ' ').trim();
  return showValue(text.length <= 100 ? text : `${text.slice(0, 40)} … ${text.slice(-50)}`);
}

/** The statements about tasks that are sent meanwhile. */
async function statementsOf(link: FaultyLink, work: () => Promise<void>): Promise<readonly string[]> {
  const since = link.mark();
  await work();
  return link
    .statements({ since })
    .map(({ sql }) => sql)
    .filter((sql) => /\btasks\b/.test(sql));
}

const followers = 5;
/** How long after its clients have left a statement may still be there. */
const goneMs = 1000;
/** Whoever takes others along with him does so at once. */
const noticeMs = 700;

requirement('stampede-leader-aborts', async ({ service, relay, random, signal }) => {
  const redis = await service.redis();
  const database = await service.database();
  const toRedis = await relay.redis(redis);
  const running = await startReady(service, 'production-api', { ...env, REDIS_URL: toRedis.url });
  const known = await createKnown(running, random.word());
  const stage = { running, database, redis, toRedis, known, signal };

  await redis.command('FLUSHDB');
  await expectOthersStay(stage);
  await redis.command('FLUSHDB');
  await expectCancelledForNobody(stage);
});

interface Stage {
  readonly running: Service;
  readonly database: PostgresDatabase;
  readonly redis: RedisInstance;
  readonly toRedis: FaultyLink;
  readonly known: Known;
  readonly signal: AbortSignal;
}

async function expectOthersStay(stage: Stage): Promise<void> {
  const { running, database, known, signal } = stage;
  const lock = await lockTasks(database);
  const leaving = new AbortController();
  const first = read(stage, leaving.signal, 'who came first');
  await expectSelecting(stage);
  const staying = Array.from({ length: followers }, (_, index) =>
    read(stage, signal, `who came as number ${index + 2}`),
  );
  await hasAskedRedis(running, stage.redis, stage.toRedis);
  leaving.abort();
  await first;
  await hasSettled(running);
  // The lock is held on until whoever goes with the first one has gone.
  const answered = Promise.race(staying).then(() => true);
  await eventually(
    async () =>
      (await Promise.race([answered, Promise.resolve(false)])) || (await waitingIn(database)).length === 0,
    { signal, patienceMs: noticeMs },
  );
  await lock.release();
  for (const sent of await Promise.all(staying)) {
    expectThat(sent.kind === 'reply' && sent.status === 200, {
      expected: 'the others to get 200 and the task, after the client whose read they share has left',
      saw: tellSent(sent),
      look: 'Whose signal does the shared read listen to? What if that one’s client leaves?',
    });
    expectShows(sent, known, 'after the one who came first has left', 'Whose answer do they get?');
  }
}

async function expectCancelledForNobody(stage: Stage): Promise<void> {
  const { running, database, redis, toRedis, known, signal } = stage;
  const lock = await lockTasks(database);
  const leaving = new AbortController();
  const all = [read(stage, leaving.signal, 'who came first')];
  await expectSelecting(stage);
  for (let index = 0; index < followers; index += 1)
    all.push(read(stage, leaving.signal, `who came as number ${index + 2}`));
  await hasAskedRedis(running, redis, toRedis);
  leaving.abort();
  await Promise.all(all);
  const gone = await eventually(async () => (await waitingIn(database)).length === 0, {
    signal,
    patienceMs: goneMs + moreMs,
  });
  const left = gone ? [] : await waitingIn(database);
  expectThat(left.length === 0, {
    expected: `the statement to be gone from the server ${goneMs / 1000} second after all who wait for it have left`,
    saw: `it still waits for a lock: ${tellSql(left[0]?.query)}`,
    look: 'Who counts those that wait for a shared read, and who is told when it is zero?',
  });
  // Whoever comes now has nobody to join.
  const next = read(stage, signal, 'who came after all had left');
  await hasAskedRedis(running, redis, toRedis);
  await lock.release();
  const sent = await next;
  expectThat(sent.kind === 'reply' && sent.status === 200, {
    expected: 'a client who comes after all others have left to get 200 and the task',
    saw: tellSent(sent),
    look: 'The read of those who left was cancelled. Who can still find it, and joins it?',
  });
  expectShows(sent, known, 'to a client who comes after all others have left', 'Which read is this one’s?');
}

function read({ running, known }: Stage, leaving: AbortSignal, lane: string): Promise<Reply | NoReply> {
  return running.attempt('GET', known.path, { signal: leaving, lane, patienceMs });
}

async function expectSelecting({ database, signal }: Stage): Promise<void> {
  const selecting = await eventually(async () => (await waitingIn(database)).length > 0, { signal });
  expectThat(selecting, {
    expected:
      'a GET of a task that is not in Redis to read the table `tasks`, and to wait while it is locked',
    saw: 'no connection that waits for a lock',
    look: 'Where does your service read a task from when the cache is empty?',
  });
}
