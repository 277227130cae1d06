import { expectThat, requirement } from 'checker/kit';
import { enqueue, expectStatus, jobIn, readJob } from './jobs.ts';

const look =
  'What has happened in the database when the first byte of the answer leaves? Whatever comes later dies with the process.';

requirement('stored-before-202', async ({ service, jobs, random }) => {
  const database = await service.database();
  const ids = async () =>
    new Set((await database.query<{ id: string }>('SELECT id::text FROM public.jobs')).map(({ id }) => id));

  // The way to the database is slow: an answer that leaves too early is far ahead of what it speaks of. What is on its way
  // when the connections are cut never comes.
  const slow = await jobs.api({ name: 'api 1', relayed: true });
  await enqueue(slow, { type: 'ok' }, { look });
  slow.link?.delay(700, { of: 'requests' });
  const word = random.word();
  const reply = await slow.attempt('POST', '/jobs', {
    json: { type: 'ok', payload: { word } },
    patienceMs: 20_000,
  });
  slow.kill();
  slow.link?.cut();
  const before = `A job that was answered with 202 is there, also when everything is killed the moment after (here: the database is 700 ms away).`;
  expectThat(reply.kind === 'reply' && reply.status === 202, {
    promise: before,
    expected: '`POST /jobs` to be answered with 202, however slow the way to the database is',
    saw: reply.kind === 'reply' ? `${reply.status} ${reply.text.slice(0, 200)}` : reply.told,
    look: 'Which of your time limits is shorter than a few slow statements?',
  });
  const { id } = jobIn(reply, { promise: before, look });
  expectThat((await ids()).has(id), {
    promise: before,
    expected: `the job ${id}, which was answered with 202, to be in the table \`jobs\``,
    saw: 'the API was killed when its answer came, and there is no such row',
    look,
  });

  // Many at once, and the end in the middle of them.
  const busy = await jobs.api({ name: 'api 2' });
  const promised: string[] = [];
  const killAfter = random.integer(15, 30);
  await Promise.all(
    Array.from({ length: 80 }, async (_, index) => {
      const answer = await busy.attempt('POST', '/jobs', {
        json: { type: 'ok', payload: { index } },
        transcript: false,
      });
      if (answer.kind === 'none') return;
      expectStatus(answer, 202, { look });
      promised.push(jobIn(answer, { look }).id);
      if (promised.length === killAfter) busy.kill();
    }),
  );
  await busy.exited;
  const there = await ids();
  const lost = promised.filter((each) => !there.has(each));
  expectThat(lost.length === 0, {
    promise:
      'A job that was answered with 202 is there (here: 80 at once, and the API killed after some answers).',
    expected: `all ${promised.length} jobs that were answered with 202 to be in the table \`jobs\``,
    saw: `${lost.length} of them are not, such as ${lost[0]}`,
    look,
  });

  const api = await jobs.api({ name: 'api 3' });
  const job = await readJob(api, id, { look: 'Another process has to find it by its id: where is it kept?' });
  expectThat(job.state === 'queued' && JSON.stringify(job.payload) === JSON.stringify({ word }), {
    expected: `the job to be queued, with the payload ${JSON.stringify({ word })}`,
    saw: `${job.state}, ${JSON.stringify(job.payload)}`,
    look,
  });
});
