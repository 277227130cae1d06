import {
  broken,
  expectThat,
  type FaultyLink,
  type Random,
  type Reply,
  requirement,
  type Service,
} from 'checker/kit';
import { createKnown, type Known, untilHit } from './cached.ts';
import { startReady } from './instances.ts';
import { soon } from './probes.ts';
import { eventually } from './reads.ts';
import { tellReply, tellTitle, titleIn } from './tasks.ts';
import { hasSettled } from './turns.ts';

/** Two instances of one namespace; what B says to its servers passes relays. */
interface Stage {
  readonly a: Service;
  readonly b: Service;
  readonly toPostgres: FaultyLink;
  readonly toRedis: FaultyLink;
  readonly random: Random;
  readonly signal: AbortSignal;
}

/** No value is over before the judge has looked, whatever it waits for. */
const env = { CACHE_TTL_MS: '600000', REQUEST_TIMEOUT_MS: '30000', REDIS_TIMEOUT_MS: '20000' };
const warm = 'while Redis is up';

requirement('invalidates-on-write', async ({ service, relay, random, signal }) => {
  const toPostgres = await relay.postgres(await service.database());
  const toRedis = await relay.redis(await service.redis());
  const a = await startReady(service, 'A', env);
  const b = await startReady(service, 'B', { ...env, DATABASE_URL: toPostgres.url, REDIS_URL: toRedis.url });
  const stage = { a, b, toPostgres, toRedis, random, signal };
  await expectPatchIsSeen(stage);
  await expectDeleteIsSeen(stage);
  await expectBatchIsSeen(stage);
  await expectSeenAfterLeaving(stage);
});

async function expectPatchIsSeen(stage: Stage): Promise<void> {
  const { a, b, random } = stage;
  const look =
    'What has to be done between COMMIT and the answer, and who waits for it? And is there another copy of a task, in the process?';
  for (const writer of [b, a]) {
    const known = await readByBoth(stage);
    const title = random.word();
    const told = `PATCH on ${writer === b ? 'B' : 'A'}`;
    await late(stage, () => patch(writer, known, title), told);
    await expectShown(stage, known, title, told, look);
  }
}

async function expectDeleteIsSeen(stage: Stage): Promise<void> {
  const known = await readByBoth(stage);
  await late(stage, () => stage.b.request('DELETE', known.path), 'DELETE on B');
  const look = 'Which kinds of changes does the cache hear of? A delete is one of them.';
  await expectShown(stage, known, null, 'DELETE on B', look);
}

/** Several tasks in one batch, none of them in the place of a list where somebody would look for the only one. */
async function expectBatchIsSeen(stage: Stage): Promise<void> {
  const { b, random } = stage;
  const [first, second, third] = [
    await readByBoth(stage),
    await readByBoth(stage),
    await readByBoth(stage),
  ] as const;
  const [one, two] = [random.word(), random.word()];
  const operations = [
    { op: 'create', task: { title: random.word() } },
    { op: 'update', id: first.id, task: { title: one } },
    { op: 'delete', id: second.id },
    { op: 'update', id: third.id, task: { title: two } },
  ];
  await late(stage, () => b.request('POST', '/tasks/batch', { json: { operations } }), 'a batch on B');
  for (const [place, known, title] of [
    [1, first, one],
    [2, second, null],
    [3, third, two],
  ] as const) {
    const told = `a batch on B, whose operation ${place} was that task’s,`;
    const look = 'Where do all changes of a task come together, and of which operations does the cache hear?';
    await expectShown(stage, known, title, told, look);
  }
}

/** A task that is in Redis, and that both instances have shown from there. */
async function readByBoth({ a, b, random }: Stage): Promise<Known> {
  const known = await createKnown(a, random.word());
  await untilHit(a, known, warm, hits);
  await untilHit(b, known, warm, hits);
  return known;
}

const hits = 'That is a promise of cache-hits.';

/**
 * The change, while what B says to Redis gets nowhere: B must not answer before it has told it. When everything that was to
 * come has come, and no answer is among it, Redis hears of it.
 */
async function late({ b, toRedis, signal }: Stage, send: () => Promise<Reply>, told: string): Promise<void> {
  const since = toRedis.mark();
  toRedis.hang();
  let answered = false;
  const sending = send().finally(() => {
    answered = true;
  });
  sending.catch(() => {});
  await eventually(async () => answered || toRedis.commands({ since }).length > 0, { signal });
  await hasSettled(b);
  if (!answered) await toRedis.restore();
  expectWritten(await sending, told);
}

async function expectShown(
  { a, b, toRedis }: Stage,
  known: Known,
  title: string | null,
  told: string,
  look: string,
): Promise<void> {
  for (const reader of [a, b]) {
    // B itself is asked when it can ask Redis.
    if (reader === b) await toRedis.restore();
    const reply = await reader.request('GET', known.path);
    const shown = titleIn(reply);
    expectThat(shown === title, {
      expected: `\`GET ${reply.target}\` on ${reader === a ? 'A' : 'B'} to show ${tellTitle(title)}, since it began after ${told} had been answered`,
      saw: `${tellTitle(shown)}, with X-Cache: ${reply.headers['x-cache']}`,
      look,
    });
  }
}

type Statement = ReturnType<FaultyLink['statements']>[number];

/** The change is committed, and before B hears of that its client leaves. */
async function expectSeenAfterLeaving(stage: Stage): Promise<void> {
  const { a, b, toPostgres, random, signal } = stage;
  const known = await readByBoth(stage);
  const title = random.word();
  const committing: Statement[] = [];
  const commits = commitsIn();
  using _listening = toPostgres.listen((event) => {
    if (event.kind !== 'statement' || !commits(event.statement) || committing.length > 0) return;
    committing.push(event.statement);
    toPostgres.connection(event.statement.connection)?.holdReplies();
  });
  const leaving = new AbortController();
  const sending = b.attempt('PATCH', known.path, {
    json: { title },
    headers: { 'if-match': '*' },
    signal: AbortSignal.any([leaving.signal, signal]),
    patienceMs: 20_000,
  });
  const committed = await toPostgres.sees('the COMMIT of a PATCH', () =>
    committing.some(({ ended }) => ended !== null),
  );
  if (!committed) {
    broken({
      expected: 'a PATCH to be committed',
      saw: 'neither a COMMIT nor a statement outside of a transaction that changes tasks',
      look: 'Which statements does a change of a task send? LOG_LEVEL=debug shows them.',
    });
  }
  leaving.abort();
  await sending;
  // B knows that its client has left, and not yet how the COMMIT ended.
  await hasSettled(b);
  await toPostgres.restore();
  await soon(
    'a GET on A to show a change whose client left after its COMMIT',
    async () => {
      const reply = await a.request('GET', known.path, { transcript: false });
      const shown = titleIn(reply);
      return {
        holds: shown === title,
        saw: `${tellTitle(shown)}, with X-Cache: ${reply.headers['x-cache']}`,
      };
    },
    'The change is made, whether anybody waits for its answer or not. What does a signal that has aborted prevent, between COMMIT and the answer?',
  );
}

/** Whether a statement makes a change last: a COMMIT, or a change outside of a transaction. */
function commitsIn(): (statement: Statement) => boolean {
  const open = new Set<number>();
  return ({ sql, connection }) => {
    if (/^\s*(begin|start\s+transaction)\b/i.test(sql) && !/\bcommit\b/i.test(sql)) open.add(connection);
    if (/^\s*rollback\s*(;|$)/i.test(sql)) open.delete(connection);
    if (/\bcommit\b|^\s*end\b/i.test(sql)) return true;
    return !open.has(connection) && /\b(update|insert|merge)\b[^;]*\btasks\b/i.test(sql);
  };
}

function patch(service: Service, { path }: Known, title: string): Promise<Reply> {
  return service.request('PATCH', path, { json: { title }, headers: { 'if-match': '*' } });
}

function expectWritten(reply: Reply, told: string): void {
  expectThat(reply.status === 200 || reply.status === 204, {
    expected: `${told} to be answered with 200 or 204`,
    saw: tellReply(reply),
    look: 'The change itself is a promise of before: what stands in its way now?',
  });
}
