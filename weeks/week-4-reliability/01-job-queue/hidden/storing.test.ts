import { isDeepStrictEqual } from 'node:util';
import { expectThat, type JobsHost, type PostgresDatabase, type Random, requirement } from 'checker/kit';
import { enqueue, expectStatus, jobIn, readJob } from './jobs.ts';

const look =
  'What has happened in the database when the first byte of the answer leaves? Whatever comes later dies with the process.';

requirement('stored-before-202', async ({ service, jobs, random }) => {
  const database = await service.database();
  await comesAfterTheRow(jobs, database);
  const { id, payload } = await survivesTheEnd(jobs, database, random);
  const api = await jobs.api({ name: 'api 3' });
  const job = await readJob(api, id, { look: 'Another process has to find it by its id: where is it kept?' });
  expectThat(job.state === 'queued' && isDeepStrictEqual(job.payload, payload), {
    expected: `the job to be queued, with the payload ${JSON.stringify(payload)}`,
    saw: `${job.state}, ${JSON.stringify(job.payload)}`,
    look,
  });
});

/**
 * The way to the database is slow: an answer that leaves too early is far ahead of what it speaks of, and what is on its way
 * when the connections are cut never comes.
 */
async function comesAfterTheRow(jobs: JobsHost, database: PostgresDatabase): Promise<void> {
  const promise =
    'A job that was answered with 202 is there, also when everything is killed the moment after (here: the database is 700 ms away).';
  const slow = await jobs.api({ name: 'api 1', relayed: true });
  await enqueue(slow, { type: 'ok' }, { look });
  slow.link?.delay(700, { of: 'requests' });
  const reply = await slow.attempt('POST', '/jobs', {
    json: { type: 'ok', payload: null },
    patienceMs: 20_000,
  });
  slow.kill();
  slow.link?.cut();
  await slow.exited;
  // Who finds that too slow may say so, and has promised nothing.
  if (reply.kind === 'reply' && reply.status === 503) return;
  expectThat(reply.kind === 'reply' && reply.status === 202, {
    promise,
    expected: '`POST /jobs` to be answered with 202, or with 503 where the database is too slow',
    saw: reply.kind === 'reply' ? `${reply.status} ${reply.text.slice(0, 200)}` : reply.told,
    look: 'What becomes of a request while its statements take long?',
  });
  const { id } = jobIn(reply, { promise, look });
  expectThat((await idsIn(database)).has(id), {
    promise,
    expected: `the job ${id}, which was answered with 202, to be in the table \`jobs\``,
    saw: 'the API was killed when its answer came, and there is no such row',
    look,
  });
}

/** Many at once, and the end in the middle of them. Tells one of those that were promised. */
async function survivesTheEnd(
  jobs: JobsHost,
  database: PostgresDatabase,
  random: Random,
): Promise<{ readonly id: string; readonly payload: object }> {
  const busy = await jobs.api({ name: 'api 2' });
  const promised: { id: string; payload: object }[] = [];
  const killAfter = random.integer(15, 30);
  await Promise.all(
    Array.from({ length: 80 }, async (_, index) => {
      const payload = { index, word: random.word() };
      const answer = await busy.attempt('POST', '/jobs', {
        json: { type: 'ok', payload },
        transcript: false,
      });
      // One that was turned away was promised nothing.
      if (answer.kind === 'none' || answer.status === 503) return;
      expectStatus(answer, 202, { look });
      promised.push({ id: jobIn(answer, { look }).id, payload });
      if (promised.length === killAfter) busy.kill();
    }),
  );
  busy.kill();
  await busy.exited;
  const there = await idsIn(database);
  const lost = promised.filter(({ id }) => !there.has(id));
  const [first] = promised;
  expectThat(lost.length === 0 && first !== undefined, {
    promise:
      'A job that was answered with 202 is there (here: 80 sent at once, and the API killed after some answers).',
    expected: `all ${promised.length} jobs that were answered with 202 to be in the table \`jobs\``,
    saw: first === undefined ? 'no 202 at all' : `${lost.length} of them are not, such as ${lost[0]?.id}`,
    look,
  });
  return first;
}

async function idsIn(database: PostgresDatabase): Promise<ReadonlySet<string>> {
  const rows = await database.query<{ id: string }>('SELECT id::text FROM public.jobs');
  return new Set(rows.map(({ id }) => id));
}
