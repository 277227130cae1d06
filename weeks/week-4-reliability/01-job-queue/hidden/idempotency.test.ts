import { expectEqual, expectThat, type HttpClient, type Reply, requirement, showValue } from 'checker/kit';
import {
  enqueue,
  expectProblem,
  expectStatus,
  type Job,
  jobIn,
  membersOf,
  readJob,
  tellJob,
  untilState,
} from './jobs.ts';

const race =
  'What may happen between looking whether the key is there and inserting? Only the database can make that one step, by a unique index.';
const compared =
  'What do you compare, the bytes or what they mean? And at which moment, before or after you fill in what was left out?';

requirement('idempotent-enqueue', async ({ service, jobs, random, signal }) => {
  const database = await service.database();
  const count = async () =>
    (await database.query<{ count: number }>('SELECT count(*)::int AS count FROM public.jobs'))[0]?.count;
  const [first, second] = await Promise.all([
    jobs.api({ name: 'api 1', relayed: true }),
    jobs.api({ name: 'api 2', relayed: true }),
  ]);
  // With answers that take a while everybody has looked before anybody has written.
  for (const { link } of [first, second]) link?.delay(40, { of: 'replies' });
  const key = `key-${random.word()}`;
  const body = { type: 'ok', payload: { list: [1, 2], deep: { a: random.word(), b: null } }, maxAttempts: 3 };
  const replies = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      send(index % 2 === 0 ? first : second, key, body, { transcript: index < 2 }),
    ),
  );
  const promise =
    'Fifty requests with one Idempotency-Key and one body, at once, at two processes, make one job.';
  const answers = replies.map(({ status }) => status);
  const other = replies.find(({ status }) => status !== 202);
  expectThat(other === undefined, {
    promise,
    expected: 'each of them to be answered with 202',
    saw: `${answers.filter((status) => status !== 202).length} times something else, such as ${other?.status} ${other?.text.slice(0, 200)}`,
    look: race,
  });
  const ids = new Set(replies.map((reply) => jobIn(reply, { promise, look: race }).id));
  expectThat(ids.size === 1 && (await count()) === 1, {
    promise,
    expected: 'one id in all answers, and one row in `jobs`',
    saw: `${ids.size} ids, and ${await count()} rows`,
    look: race,
  });
  for (const { link } of [first, second]) await link?.restore();
  const job = jobIn(replies[0] as Reply, { look: race });

  const sameAs = async (what: string, json: string, api: HttpClient = first) => {
    const reply = await send(api, key, json);
    const why = `${what} is the same body under the same key`;
    expectStatus(reply, 202, { why, look: compared });
    expectEqual(`the id in the answer, since ${why}`, jobIn(reply, { look: compared }).id, job.id, {
      look: compared,
    });
    expectEqual(
      'its Location',
      new URL(reply.headers.location ?? '', 'http://x').pathname,
      `/jobs/${job.id}`,
      {
        look: 'A repeated request is answered as the first was, with the job as it is now.',
      },
    );
  };
  const reordered = {
    maxAttempts: 3,
    payload: { deep: { b: null, a: body.payload.deep.a }, list: [1, 2] },
    type: 'ok',
  };
  await sameAs('one with its members in another order', JSON.stringify(reordered), second);
  await sameAs('one with blanks and line feeds', JSON.stringify(body, null, 2));
  await sameAs(
    'one with a number and a text that are spelt otherwise',
    JSON.stringify(body).replace('[1,2]', '[1.0,2e0]').replace('"ok"', '"\\u006fk"'),
  );

  const refused = async (what: string, json: unknown) => {
    const reply = await send(second, key, json);
    expectProblem(reply, 422, { why: `that key stands for another body (${what})`, look: compared });
  };
  await refused('another payload', { ...body, payload: 1 });
  await refused('another order in a list', { ...body, payload: { ...body.payload, list: [2, 1] } });
  await refused('another type', { ...body, type: 'hold' });
  await refused('a priority given that was left out', { ...body, priority: 0 });
  await refused('maxAttempts left out that was given', { type: body.type, payload: body.payload });
  await refused('a member less in the payload', {
    ...body,
    payload: { ...body.payload, deep: { a: body.payload.deep.a } },
  });
  expectEqual(
    'the job after bodies that were refused',
    membersOf(await readJob(first, job.id, { look: compared })),
    membersOf(job),
    { look: 'A body that is not the same changes nothing: not the job, and not what the key stands for.' },
  );
  expectEqual('the rows in `jobs` after bodies that were refused', await count(), 1, { look: compared });

  // A request that made nothing has not used its key up.
  const fresh = `key-${random.word()}`;
  expectProblem(await send(first, fresh, { type: 'ok', payload: 1, maxAttempts: 0 }), 422, {
    look: compared,
  });
  const late = jobIn(await expect202(await send(first, fresh, { type: 'ok', payload: 1 })), {
    look: compared,
  });
  expectThat(late.id !== job.id, {
    expected: 'another key to make another job',
    saw: `the id ${late.id} again`,
    look: 'What do you look for, the key or the body?',
  });
  const upper = jobIn(await expect202(await send(first, key.toUpperCase(), body)), { look: compared });
  expectThat(upper.id !== job.id, {
    expected: 'a key in capital letters to be another key, and to make another job',
    saw: `the id ${upper.id} again`,
    look: 'Two keys are the same if they are the same characters.',
  });
  const [one, two] = [await enqueue(first, { type: 'ok' }), await enqueue(first, { type: 'ok' })];
  expectThat(one.id !== two.id, {
    expected: 'two requests without a key to make two jobs',
    saw: 'one id',
    look: 'No key is no key: nothing is the same as nothing else.',
  });

  await keysAreChecked(first, random.word());
  await keyLivesWithItsJob({ api: first, key, body, job, jobs, signal });
});

async function expect202(reply: Reply): Promise<Reply> {
  expectStatus(reply, 202, { look: 'Only a request that makes a job uses a key up.' });
  return reply;
}

async function keysAreChecked(api: HttpClient, word: string): Promise<void> {
  const look =
    'From `!` to `~` there are 94 characters; a key has 1 to 255 of them, and is looked at before anything is kept.';
  const whole = `!${'~'.repeat(254 - word.length)}${word}`;
  expectStatus(await send(api, whole, { type: 'ok', payload: 1 }), 202, {
    why: 'a key may have 255 characters',
    look,
  });
  for (const [key, why] of [
    [`${whole}x`, 'its key has 256 characters'],
    ['', 'its key is empty'],
    ['two words', 'there is a blank in its key'],
    ['tab\there', 'there is a tab in its key'],
    ['schl\u00fcssel', 'there is a letter in its key that is not of ASCII'],
  ] as const)
    expectProblem(await send(api, key, { type: 'ok', payload: 1 }), 400, { why, look });
}

/** The key is answered with the job as it is, and goes when the job goes. */
async function keyLivesWithItsJob({
  api,
  key,
  body,
  job,
  jobs,
  signal,
}: {
  readonly api: HttpClient;
  readonly key: string;
  readonly body: object;
  readonly job: Job;
  readonly jobs: { worker(): Promise<unknown> };
  readonly signal: AbortSignal;
}): Promise<void> {
  const fatal = { type: 'permanent', payload: 1 };
  const doomed = jobIn(await expect202(await send(api, `${key}-2`, fatal)), { look: compared });
  await jobs.worker();
  const look = 'A repeated request is answered with the job as it is then, not as it was.';
  const done = await untilState(api, job.id, 'succeeded', { look, signal });
  const again = jobIn(await expect202(await send(api, key, body)), { look });
  expectThat(again.id === job.id && again.state === 'succeeded', {
    expected: `the answer to a repeated request to show the job ${job.id} as it is, ${tellJob(done)}`,
    saw: `${again.id}, ${tellJob(again)}`,
    look,
  });
  expectEqual('its result there', again.result, done.result, { look });

  await untilState(api, doomed.id, 'dead', { look, signal });
  const gone = await api.request('DELETE', `/dead-letters/${doomed.id}`);
  expectStatus(gone, 204, { look: 'A dead letter can be deleted.' });
  const lives =
    'A key lives as long as its job. Where do you keep it, and what happens to it when the job is deleted?';
  const anew = jobIn(await expect202(await send(api, `${key}-2`, fatal)), { look: lives });
  expectThat(anew.id !== doomed.id, {
    expected: 'a key whose job was deleted to make a new job',
    saw: `the id of the deleted one, in ${showValue(anew)}`,
    look: lives,
  });
}

function send(
  api: HttpClient,
  key: string,
  body: unknown,
  sending: { readonly transcript?: boolean } = {},
): Promise<Reply> {
  return api.request('POST', '/jobs', {
    ...sending,
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    patienceMs: 20_000,
  });
}
