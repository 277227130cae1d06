import { expectEqual, expectThat, type HttpClient, requirement } from 'checker/kit';
import {
  createTask,
  expectStatus,
  patchTask,
  pathOf,
  readTask,
  type Stored,
  storedIn,
  strongTag,
} from './api.ts';

const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';

requirement('conditional-requests', async ({ service, random }) => {
  const tasks = await service.start();
  const look = 'Which ETag does the task have now, and how do the two headers compare it?';
  const word = random.word();
  const first = await createTask(tasks, { title: word, due: '2026-06-30' });

  await expectTagPerChange(tasks, word);
  await expectTagPerQuickChange(tasks, word);

  const current = storedIn(await patchTask(tasks, first, { title: `${word} 2` }), { look });
  const { etag } = current;
  const inner = etag.slice(1, -1);

  for (const [value, matches, lookAt] of [
    [etag, true, look],
    [`W/${etag}`, true, 'If-None-Match compares weakly: W/"1" is "1".'],
    ['*', true, '`*` matches any task that exists.'],
    [`"a", W/"b,c" ,${etag}`, true, 'One ETag of a list that matches is enough.'],
    [`"a,b", "c"`, false, 'None of these is the ETag of the task.'],
    [first.etag, false, 'That is the ETag that the task had before it was changed.'],
    [`"x,${inner},y"`, false, 'A comma inside of the quotes belongs to the ETag.'],
    [
      inner,
      false,
      'The quotes belong to the ETag: without them the header is malformed, and matches nothing.',
    ],
    ['"*"', false, 'In quotes it is an ETag as any other.'],
    ['', false, 'An empty header counts as missing.'],
  ] as const) {
    for (const method of ['GET', 'HEAD'] as const) {
      const reply = await tasks.request(method, first.path, { headers: { 'If-None-Match': value } });
      const why = `If-None-Match ${matches ? 'matches' : 'does not match'}: the ETag of the task is ${etag}`;
      expectStatus(reply, matches ? 304 : 200, { look: lookAt, why });
      if (matches) expectEqual('the body of a 304', reply.text, '', { look: 'A 304 has no body.' });
      expectEqual(`the ETag in the ${reply.status}`, reply.headers.etag, etag, {
        look: 'A 304 tells the ETag, as the 200 does.',
      });
    }
  }

  let now: Stored = current;
  const change = async (value: string | null, patch: object = { title: random.word() }) =>
    tasks.request('PATCH', first.path, {
      json: patch,
      headers: { 'Content-Type': 'application/merge-patch+json', ...ifMatch(value) },
    });
  for (const [value, lookAt] of [
    ['*', '`*` matches any task that exists.'],
    ['the tag', look],
    ['"a", the tag', 'One ETag of a list that matches is enough.'],
    ['"a,b" ,\tthe tag,"c"', 'What stands around the commas of a list, and within the quotes?'],
    ['W/the tag, the tag', 'One ETag of a list that matches is enough, and one of these does.'],
  ] as const) {
    const header = value.replaceAll('the tag', now.etag);
    const reply = await change(header);
    expectStatus(reply, 200, { look: lookAt, why: `the ETag of the task is ${now.etag}` });
    now = storedIn(reply, { look });
  }
  const bare = now.etag.slice(1, -1);
  for (const [value, lookAt] of [
    [first.etag, 'That is the ETag that the task had at first.'],
    [etag, 'That is an ETag that the task had before.'],
    [`W/${now.etag}`, 'If-Match compares strongly: a weak ETag never matches.'],
    [`"a", W/${now.etag}`, 'If-Match compares strongly: a weak ETag never matches.'],
    [`"x,${bare},y"`, 'A comma inside of the quotes belongs to the ETag.'],
    ['abc', 'A header that is malformed as a whole matches nothing. It is not missing either.'],
    [bare, 'The quotes belong to the ETag: without them the header is malformed, and matches nothing.'],
    ['"*"', 'In quotes it is an ETag as any other.'],
  ] as const) {
    const reply = await change(value);
    const why = `If-Match does not match: the ETag of the task is ${now.etag}`;
    expectStatus(reply, 412, { look: lookAt, why });
    await expectUnchanged(tasks, now, 'a PATCH that was answered with 412');
  }
  for (const value of [null, '']) {
    const why = value === null ? 'there is no If-Match' : 'an empty If-Match counts as missing';
    expectStatus(await change(value), 428, { look: 'PATCH requires If-Match.', why });
    await expectUnchanged(tasks, now, 'a PATCH that was answered with 428');
  }

  const order = 'Read the order of faults: … 428 → 413 → 415 → 400 → 422 → 404 no such task → 412.';
  const missing = { path: pathOf(nobody), etag: '"1"' };
  for (const [status, why, reply] of [
    [422, '422 comes before 412', await change('"no-such-tag"', { due: 'soon' })],
    [422, '422 comes before 404 for a task', await patchTask(tasks, missing, { due: 'soon' })],
    [404, '404 for a task comes before 412', await patchTask(tasks, missing, { title: 'x' })],
    [
      404,
      '`*` matches a task that exists',
      await patchTask(tasks, { ...missing, etag: '*' }, { title: 'x' }),
    ],
    [428, '428 comes first', await tasks.request('PATCH', missing.path, { json: { due: 'soon' } })],
    [
      428,
      '428 comes first, also where the id is no UUID',
      await tasks.request('PATCH', '/tasks/x', { body: '{' }),
    ],
    [
      404,
      'there is no such task',
      await tasks.request('GET', missing.path, { headers: { 'If-None-Match': '*' } }),
    ],
  ] as const) {
    expectStatus(reply, status, { look: order, why });
  }
  await expectUnchanged(tasks, now, 'a PATCH that was refused');

  for (let round = 0; round < 5; round++) {
    const seen = now;
    const answers = await Promise.all(
      ['one', 'two'].map((title) => patchTask(tasks, seen, { title: `${title} ${round}` })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expectEqual('the statuses of two PATCHes at once with the same ETag', statuses, [200, 412], {
      look: 'Comparing and changing are one step. What stands between the two?',
    });
    const won = answers.find(({ status }) => status === 200);
    if (won !== undefined) now = storedIn(won, { look });
    await expectUnchanged(tasks, now, 'one of two PATCHes was answered with 200 and the other with 412');
  }
});

/** From state to state and back: an ETag made of the content alone comes again. */
async function expectTagPerChange(tasks: HttpClient, word: string): Promise<void> {
  let now = await createTask(tasks, { title: word });
  const other = await createTask(tasks, { title: word });
  const tags = [now.etag];
  for (const patch of [
    { title: 'a' },
    { title: 'b' },
    { title: 'a' },
    { due: '2026-01-01' },
    { due: null },
  ]) {
    now = storedIn(await patchTask(tasks, now, patch), { look: 'What does PATCH answer?' });
    const before = tags.indexOf(now.etag);
    expectThat(before === -1, {
      expected: 'each change to give the task an ETag that it never had before',
      saw: `${now.etag} again, which it had ${before === 0 ? 'at first' : `after ${before} of ${tags.length} changes`}`,
      look: 'Two states of a task may be alike and are still two. What counts them?',
    });
    tags.push(now.etag);
    await patchTask(tasks, other, { title: `not ${now.task.title}` });
    await expectUnchanged(tasks, now, 'another task was changed');
  }
}

/** Sent in one piece, many of these fall into one millisecond. */
async function expectTagPerQuickChange(tasks: HttpClient, word: string): Promise<void> {
  const look = 'Two changes of one millisecond have the same updatedAt. What do they need besides?';
  const { path } = await createTask(tasks, { title: word });
  const amount = 60;
  const requests = Array.from({ length: amount }, (_, index) => {
    const body = JSON.stringify({ title: `${word} ${index}` });
    return [
      `PATCH ${path} HTTP/1.1`,
      'Host: localhost',
      'Content-Type: application/json',
      'If-Match: *',
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n');
  });
  const quick = await tasks.connect();
  await quick.write(requests.join(''));
  const whole = await quick.gotResponses(amount);
  const answers = quick.responses();
  expectThat(whole && answers.every(({ status }) => status === 200), {
    expected: `${amount} PATCHes in a row with \`If-Match: *\` to be answered with 200`,
    saw: `${answers.length} answers: ${[...new Set(answers.map(({ status }) => status))].join(', ')}`,
    look: 'What happens to requests that follow each other without a pause?',
  });
  const tags = answers.map(({ headers }) => headers.etag ?? 'none');
  const twice = tags.find((tag, at) => tags.indexOf(tag) !== at || !strongTag.test(tag));
  expectThat(twice === undefined, {
    expected: `${amount} changes in a row to give the task ${amount} different ETags, all of them strong`,
    saw: `${twice} more than once, or not strong; ${new Set(tags).size} different ones`,
    look,
  });
  quick.end();
  // As it was after the first of them, but for the time; whichever was the last, it is another change.
  const back = { json: { title: `${word} 0` }, headers: { 'If-Match': '*' } };
  const between = await tasks.request('PATCH', path, { ...back, json: { title: `${word} again` } });
  const again = await tasks.request('PATCH', path, back);
  const known = [...tags, between.headers.etag];
  expectThat(again.status === 200 && !known.includes(again.headers.etag), {
    expected: 'a task that becomes what it was before to get an ETag that it never had',
    saw: `${again.status}, and the ETag ${again.headers.etag} once more`,
    look: 'Somebody may have read the task meanwhile, and hold its old ETag. What must the ETag count?',
  });
}

async function expectUnchanged(
  tasks: HttpClient,
  { path, etag, task }: Stored,
  after: string,
): Promise<void> {
  const reply = await readTask(tasks, { path });
  expectStatus(reply, 200, { look: 'Where is the task?' });
  expectEqual(`the task and its ETag after ${after}`, [reply.json, reply.headers.etag], [task, etag], {
    look: 'What was written, and when was it compared? Between changes the ETag stays as well.',
  });
}

function ifMatch(value: string | null): Record<string, string> {
  return value === null ? {} : { 'If-Match': value };
}
