import { expectEqual, expectThat, type HttpClient } from 'checker/kit';
import { enqueue, expectProblem, expectStatus, type Job, listJobs, membersOf, walkJobs } from './jobs.ts';

/** Newest first, page by page, by state and type. */
export async function expectLists(api: HttpClient, word: string): Promise<void> {
  const promise = '`GET /jobs` lists the jobs, newest first, page by page.';
  const order = {
    promise,
    look: 'Newest first, by the time of the enqueueing, whatever priority or runAt they have.',
  };
  const sent: Job[] = [];
  for (let index = 0; index < 10; index += 1)
    sent.push(
      await enqueue(
        api,
        {
          type: index % 2 === 0 ? 'hold' : 'effect',
          payload: { word, index },
          runAt: `3000-01-01T00:00:${String((index * 7) % 10).padStart(2, '0')}Z`,
          priority: (index * 3) % 10,
        },
        { transcript: false },
      ),
    );
  const newest = sent.map(({ id }) => id).reverse();
  const page = await listJobs(api, '/jobs', { limit: '10' }, order);
  expectEqual(
    'the ids of the ten newest jobs',
    page.items.map(({ id }) => id),
    newest,
    order,
  );
  expectEqual('a job in the list', membersOf(page.items[0] as Job), membersOf(sent.at(-1) as Job), {
    promise,
    look: 'A job in a list is the same as by itself.',
  });

  const stable = {
    promise: 'A job that is there from the first page to the last appears exactly once, while others come.',
    look: 'What does your cursor say: how many have been told, or after which one to go on?',
  };
  const filtered = {
    ...stable,
    promise: `${stable.promise} (here: \`type=hold\`, \`state=queued\`, two a page)`,
  };
  const walked = await walkJobs(api, '/jobs', { limit: '2', state: 'queued', type: 'hold' }, filtered, {
    between: async () => {
      await enqueue(api, { type: 'hold', runAt: '3000-01-01T00:00:00Z' }, { transcript: false });
    },
  });
  const before = sent.filter(({ type }) => type === 'hold').map(({ id }) => id);
  expectEqual(
    'the ids of the jobs that were there before the first page, in the order of the pages',
    walked.map(({ id }) => id).filter((id) => before.includes(id)),
    [...before].reverse(),
    filtered,
  );
  const strange = walked.find(({ state, type }) => state !== 'queued' || type !== 'hold');
  expectThat(strange === undefined, {
    promise: '`state` and `type` of a list hold together.',
    expected: 'only jobs that are queued and of the type hold',
    saw: `one that is ${strange?.state} and of the type ${strange?.type}`,
    look: 'Is it `state = $1 AND type = $2`, on each page?',
  });
  const all = { promise, look: 'The first page is from the newest on, and the last one says null.' };
  const everything = await walkJobs(api, '/jobs', { limit: '7' }, all, { transcript: false });
  const ids = new Set(everything.map(({ id }) => id));
  expectThat(ids.size === everything.length && newest.every((id) => ids.has(id)), {
    ...all,
    expected: 'every job once, on pages of seven',
    saw: `${everything.length} jobs with ${ids.size} ids, ${newest.filter((id) => !ids.has(id)).length} of the ten newest missing`,
  });
  const any = { promise, look: '`type` is any text, also one that no handler and no column can have.' };
  for (const type of [`none-${word}`, "it's; --"])
    expectEqual(
      `the jobs of the type ${type}, which no job has`,
      (await listJobs(api, '/jobs', { type }, any)).items,
      [],
      any,
    );
  // A text with NUL is one that may be told to be bad, or to be nobody's.
  expectStatus(await api.request('GET', '/jobs?type=NUL%00'), [200, 400], any);
  const bad = {
    look: 'A bad value of a query is 400: `limit` is a whole number from 1 to 100, `state` one of the six.',
  };
  for (const query of [
    'limit=0',
    'limit=101',
    'limit=ten',
    'limit=1.5',
    'state=done',
    'cursor=no-cursor-of-yours',
  ])
    expectProblem(await api.request('GET', `/jobs?${query}`), 400, {
      ...bad,
      why: `${query} is a bad value`,
    });
}
