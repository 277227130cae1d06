import { setTimeout } from 'node:timers/promises';
import {
  broken,
  expectThat,
  type FaultyLink,
  type Random,
  type RedisInstance,
  type Reply,
  requirement,
  type Service,
} from 'checker/kit';
import { dropHolders } from './cached.ts';
import { startReady } from './instances.ts';
import { createTask, tellReply, tellTitle, titleIn } from './tasks.ts';

/** Two instances; what A says to its servers passes relays. */
interface Stage {
  readonly a: Service;
  readonly b: Service;
  readonly toPostgres: FaultyLink;
  readonly toRedis: FaultyLink;
  readonly redis: RedisInstance;
}

interface Write {
  readonly told: string;
  /** Changes the task's title, or removes it, and resolves to the answer. */
  send(service: Service, id: string, title: string): Promise<Reply>;
  readonly removes?: true;
}

const writes: readonly Write[] = [
  {
    told: 'a PATCH',
    send: (service, id, title) =>
      service.request('PATCH', `/tasks/${id}`, { json: { title }, headers: { 'if-match': '*' } }),
  },
  {
    told: 'a batch',
    send: (service, id, title) =>
      service.request('POST', '/tasks/batch', {
        json: {
          operations: [
            { op: 'create', task: { title } },
            { op: 'update', id, task: { title } },
          ],
        },
      }),
  },
  { told: 'a DELETE', removes: true, send: (service, id) => service.request('DELETE', `/tasks/${id}`) },
];

requirement('never-stale-after-write', async ({ service, relay, random, signal }) => {
  const redis = await service.redis();
  const toPostgres = await relay.postgres(await service.database());
  const toRedis = await relay.redis(redis);
  const a = await startReady(service, 'A', { DATABASE_URL: toPostgres.url, REDIS_URL: toRedis.url });
  const b = await startReady(service, 'B');
  const stage = { a, b, toPostgres, toRedis, redis };
  for (const write of writes) {
    await expectLateFillLoses(stage, write, random);
    await expectLateLookUpLoses(stage, write, random);
  }
  await expectNobodyIsBehind(stage, random, signal);
});

/** A's SELECT has run, and its answer is on its way for as long as the judge likes; meanwhile B changes the task. */
async function expectLateFillLoses(stage: Stage, write: Write, random: Random): Promise<void> {
  const { a, b, toPostgres, redis } = stage;
  const [before, after] = [`before-${random.word()}`, `after-${random.word()}`];
  const task = await createTask(b, before);
  await redis.command('FLUSHDB');

  const since = toPostgres.mark();
  let held: number | null = null;
  using _listening = toPostgres.listen((event) => {
    if (held !== null || event.kind !== 'statement' || !readsTasks(event.statement.sql)) return;
    held = event.statement.connection;
    toPostgres.connection(held)?.holdReplies();
  });
  const slow = a.request('GET', task.path, { lane: 'a slow read on A' });
  const selected = await toPostgres.sees('the SELECT of a read that misses', () =>
    toPostgres.statements({ since }).some(({ sql, ended }) => readsTasks(sql) && ended !== null),
  );
  if (!selected || held === null) {
    broken({
      expected: 'a GET of a task that is not in Redis to read the table `tasks`',
      saw: 'no such statement',
      look: 'Where does your service read a task from when the cache is empty?',
    });
  }
  const answer = await write.send(b, task.id, after);
  expectWritten(answer);
  const expected = write.removes ? null : after;
  const story = `the read began after ${write.told} on B had been answered, while an older read on A still waited for its SELECT`;
  const meanwhile = await a.attempt('GET', task.path, { lane: 'a read on A', patienceMs: joinedMs });
  if (meanwhile.kind === 'none') {
    broken({
      expected: `an answer that does not wait for the older read: ${story}`,
      saw: meanwhile.told,
      look: joins,
    });
  }
  await expectTitle(meanwhile, expected, story, joins);
  await toPostgres.connection(held)?.restore();
  titleIn(await slow);
  await quiet(stage.toRedis);
  const late = `${write.told} on B had been answered, and after that an older read on A, which had been slow, came to its end`;
  for (const reader of [a, b]) {
    await expectTitle(await reader.request('GET', task.path), expected, late, fills);
  }
}

/** Redis has told A that there is nothing, and A does not know yet. Whatever it was given with that is old by then. */
async function expectLateLookUpLoses(stage: Stage, write: Write, random: Random): Promise<void> {
  const { a, b, toRedis, redis } = stage;
  const [before, after] = [`before-${random.word()}`, `after-${random.word()}`];
  const task = await createTask(b, before);
  await redis.command('FLUSHDB');
  const since = toRedis.mark();
  toRedis.holdReplies();
  const slow = a.request('GET', task.path, { lane: 'a slow read on A' });
  await toRedis.sees('the look-up of a read', () => toRedis.commands({ since }).length > 0);
  expectWritten(await write.send(b, task.id, after));
  await toRedis.restore();
  titleIn(await slow);
  await quiet(toRedis);
  const expected = write.removes ? null : after;
  const story = `${write.told} on B had been answered, and after that an older read on A, whose look-up in Redis had been slow, came to its end`;
  for (const reader of [a, b]) {
    await expectTitle(await reader.request('GET', task.path), expected, story, fills);
  }
}

/** A read that has a SELECT of its own is answered long before; the service's own time limit is 5 seconds. */
const joinedMs = 3000;

const fills =
  'What a slow read found was put into Redis although the task had changed meanwhile. Which one step could have noticed?';
const joins =
  'A read shares one that is under way. How does it know that nothing was changed since that one began?';

interface Followed {
  readonly path: string;
  readonly id: string;
  /** Of the last change that was answered. */
  answered: number;
}

const durationMs = 2500;

/** Many readers and a writer for each task, through both instances, while values expire and links are slow now and then. */
async function expectNobodyIsBehind(stage: Stage, random: Random, signal: AbortSignal): Promise<void> {
  const { a, b, toPostgres, toRedis, redis } = stage;
  const any = () => random.pick([a, b]);
  const tasks: Followed[] = [];
  // A version is told by the title.
  const mark = `${random.word(12)}-`;
  for (let index = 0; index < 3; index += 1)
    tasks.push({ ...(await createTask(b, `${mark}1`)), answered: 1 });
  const end = performance.now() + durationMs;
  const goesOn = () => performance.now() < end && !signal.aborted;

  const write = async (task: Followed) => {
    for (let version = 2; goesOn(); version += 1) {
      const { send } = random.pick(writes.filter(({ removes }) => !removes));
      expectWritten(await send(quietly(any()), task.id, `${mark}${version}`));
      task.answered = version;
      await setTimeout(random.integer(0, 15));
    }
  };
  const read = async () => {
    while (goesOn()) {
      const task = random.pick(tasks);
      const { answered } = task;
      const service = any();
      const reply = await service.request('GET', task.path, { transcript: false });
      const version = Number(titleIn(reply)?.slice(mark.length));
      expectThat(version >= answered, {
        expected: `a GET on ${service === a ? 'A' : 'B'} that began after version ${answered} had been answered to show it, or a newer one`,
        saw: `version ${version}, with X-Cache: ${reply.headers['x-cache']}`,
        look: 'Take the two instances, one reader and one writer, and write down what each does, line by line, in an order of your choice.',
      });
    }
  };
  const trouble = async () => {
    while (goesOn()) {
      const link = random.pick([toPostgres, toRedis]);
      link.delay(random.integer(1, 15), { of: 'replies' });
      await setTimeout(random.integer(20, 80));
      await link.restore();
      await dropHolders(redis, mark);
    }
  };
  await Promise.all([...tasks.map(write), ...Array.from({ length: 12 }, read), trouble()]);
}

/** The same service, whose requests stand in no transcript: there are thousands. */
function quietly(service: Service): Service {
  return {
    ...service,
    request: (method, target, options) => service.request(method, target, { ...options, transcript: false }),
  };
}

function expectWritten(reply: Reply): void {
  expectThat(reply.status === 200 || reply.status === 204, {
    expected: `\`${reply.method} ${reply.target}\` to be answered with 200 or 204`,
    saw: tellReply(reply),
    look: 'The change itself is a promise of before: what stands in its way now?',
  });
}

async function expectTitle(reply: Reply, title: string | null, story: string, look: string): Promise<void> {
  const shown = titleIn(reply);
  expectThat(shown === title, {
    expected: `${tellTitle(title)}, since ${story}`,
    saw: `${tellTitle(shown)}, with X-Cache: ${reply.headers['x-cache']}`,
    look,
  });
}

/** Until nothing was said to Redis for a while: a fill may come after the answer to the read that it belongs to. */
async function quiet(link: FaultyLink): Promise<void> {
  for (let seen = -1; seen !== link.commands().length; ) {
    seen = link.commands().length;
    await setTimeout(100);
  }
}

function readsTasks(sql: string): boolean {
  return /\bfrom\s+(?:"?public"?\.)?"?tasks"?\b/i.test(sql) && !/\bfor\s+(?:no\s+key\s+)?update\b/i.test(sql);
}
