import { setTimeout } from 'node:timers/promises';
import { expectEqual, expectThat, fc, requirement, showValue } from 'checker/kit';
import {
  createTask,
  createTasks,
  expectStatus,
  listTasks,
  mediaTypeOf,
  patchTask,
  pathOf,
  readTask,
  storedIn,
  taskIn,
  told,
} from './api.ts';
import { expectTaskShape, timeIn } from './task-shape.ts';

requirement('create', async ({ service, random }) => {
  const tasks = await service.start();
  const word = random.word();
  const look = 'Compare what comes with the table of members, one after the other.';

  const before = Date.now();
  const reply = await tasks.request('POST', '/tasks', { json: { title: `  ${word} \u3000` } });
  const after = Date.now();
  expectStatus(reply, 201, { look: 'What does `POST /tasks` answer when it has made a task?' });
  expectEqual('its Content-Type, parameters aside', mediaTypeOf(reply), 'application/json', {
    look: 'Which headers come with the task?',
  });
  const { task } = storedIn(reply, { look });
  expectTaskShape('the task in the answer', task, { look });
  expectEqual(
    'the new task without id and times',
    { title: task.title, status: task.status, priority: task.priority, due: task.due },
    { title: word, status: 'open', priority: 'normal', due: null },
    { look: 'What does a new task have where nothing was given, and how is the title stored?' },
  );
  expectEqual('updatedAt of a new task', task.updatedAt, task.createdAt, {
    look: 'How often is the clock asked for one new task?',
  });
  const createdAt = Date.parse(task.createdAt);
  expectThat(createdAt >= before - 1000 && createdAt <= after + 1000, {
    expected: `createdAt to be the time of the POST, ${new Date(before).toISOString()}`,
    saw: task.createdAt,
    look: 'Where does createdAt come from?',
  });
  expectThat(Math.abs(timeIn(task.id) - createdAt) <= 1000, {
    expected: `the first 48 bits of the id to be the milliseconds of createdAt, ${createdAt}`,
    saw: `${timeIn(task.id)}, in the id ${task.id}`,
    look: 'A UUID of version 7 begins with its time. Which twelve hexadecimal digits are that, and of which clock?',
  });

  const { location } = reply.headers;
  const where = 'What does the client need in order to fetch what it just made?';
  expectThat(location !== undefined && URL.canParse(location, tasks.origin), {
    expected: 'a header Location that leads to the task: a path, or an absolute URL',
    saw: location === undefined ? 'no header Location' : `Location: ${location}`,
    look: where,
  });
  const { pathname } = new URL(location, `${tasks.origin}/tasks`);
  const followed = await tasks.request('GET', pathname);
  expectStatus(followed, 200, { look: where, why: `the Location of the new task is ${location}` });
  expectEqual('the task that its Location leads to', followed.json, task, { look: where });

  const given = { title: `Łódź 🎉 "${word}" \\ \u2028.`, due: '2028-02-29', priority: 'high' };
  const whole = await createTask(tasks, given);
  expectTaskShape('the task in the answer', whole.task, { look });
  expectEqual(
    'title, due and priority of the new task',
    { title: whole.task.title, due: whole.task.due, priority: whole.task.priority },
    given,
    { look: 'Send more than ASCII. Is the length of the answer counted in characters or in bytes?' },
  );
  const noDue = await createTask(tasks, { title: word, due: null, priority: 'low' });
  expectEqual('due of a task made with `"due": null`', noDue.task.due, null, {
    look: '`due: null` is the same as no `due`.',
  });
  const many = await Promise.all(
    Array.from({ length: 40 }, () => createTask(tasks, { title: word }, { transcript: false })),
  );
  expectEqual('how many different ids 40 tasks have', new Set(many.map((each) => each.task.id)).size, 40, {
    look: 'What tells two tasks of one millisecond apart?',
  });
});

requirement('read', async ({ service, random }) => {
  const tasks = await service.start();
  const look = 'Is it the same task, and the same ETag, that the POST answered with?';
  const stored = await createTask(tasks, { title: random.word(), due: '2026-12-24', priority: 'low' });
  const other = await createTask(tasks, { title: random.word() });

  for (const each of [stored, other]) {
    const reply = await readTask(tasks, each);
    expectStatus(reply, 200, { look });
    expectEqual(`the Content-Type of ${told(reply)}`, mediaTypeOf(reply), 'application/json', { look });
    expectEqual(`the answer to ${told(reply)}`, reply.json, each.task, { look });
    expectEqual(`its ETag`, reply.headers.etag, each.etag, { look });
  }
  const queried = await tasks.request('GET', `${stored.path}?verbose=1&x`);
  expectStatus(queried, 200, {
    look: 'Which part of the target is the path?',
    why: 'a query never changes the route',
  });
  expectEqual('the task', queried.json, stored.task, { look });

  const missing = [
    ['01890a5d-ac96-774b-bcce-b302099a8057', 'there is no task with that id'],
    ['6f1c1c6e-5a0e-4c8e-9d7b-1f2a3b4c5d6e', 'there is no task with that id'],
    [`${stored.task.id}0`, 'there is no task with that id'],
    [stored.task.id.slice(0, -1), 'there is no task with that id'],
    [random.word(), 'an id that is no UUID is a task that does not exist'],
    ['1', 'an id that is no UUID is a task that does not exist'],
    ['%20', 'an id that is no UUID is a task that does not exist'],
    ['constructor', 'an id that is no UUID is a task that does not exist'],
    ['__proto__', 'an id that is no UUID is a task that does not exist'],
  ] as const;
  for (const [id, why] of missing) {
    expectStatus(await tasks.request('GET', `/tasks/${id}`), 404, {
      look: 'How is a task looked up, and what happens with a segment that is no id at all?',
      why,
    });
  }
});

requirement('patch-merge', async ({ service, random, property }) => {
  const tasks = await service.start();
  const untouched = await createTask(tasks, { title: random.word(), due: '2026-01-31' });
  const first = await createTask(tasks, { title: random.word(), due: '2026-12-24', priority: 'high' });
  await clockPasses(Date.parse(first.task.createdAt));

  const look = 'Which members does the patch have, and what happens to those that it does not have?';
  const title = random.word();
  const reply = await patchTask(tasks, first, { title: ` ${title}\n` });
  expectStatus(reply, 200, { look: 'What does a PATCH that is in order answer?' });
  const renamed = storedIn(reply, { look: 'The answer to PATCH is the whole task, with its new ETag.' });
  expectTaskShape('the task in the answer', renamed.task, {
    look: 'The answer to PATCH is the whole task, not only what changed.',
  });
  expectEqual(
    'the patched task without updatedAt',
    { ...renamed.task, updatedAt: '' },
    { ...first.task, title, updatedAt: '' },
    {
      look,
    },
  );
  expectThat(Date.parse(renamed.task.updatedAt) > Date.parse(first.task.updatedAt), {
    expected: `updatedAt to move on from ${first.task.updatedAt}`,
    saw: renamed.task.updatedAt,
    look: 'Which member tells when the task was changed last?',
  });
  const again = await readTask(tasks, first);
  expectEqual('what GET answers after the PATCH', again.json, renamed.task, {
    look: 'Is what PATCH answers what was stored?',
  });
  expectEqual('the ETag that GET answers after the PATCH', again.headers.etag, renamed.etag, {
    look: 'PATCH answers with the new ETag, the one that GET has from now on.',
  });

  const cleared = storedIn(await patchTask(tasks, renamed, { due: null }), { look });
  expectEqual('due after the patch {"due": null}', cleared.task.due, null, {
    look: 'Null is not absent: which operators in JavaScript take both for the same?',
  });
  const empty = await patchTask(tasks, cleared, {});
  expectStatus(empty, 200, { look: 'What does a patch without members change?', why: 'it changes nothing' });
  const same = storedIn(empty, { look });
  expectEqual(
    'the task after the empty patch, without updatedAt',
    { ...same.task, updatedAt: '' },
    { ...cleared.task, updatedAt: '' },
    { look: 'What does a patch without members change?' },
  );
  const plain = await patchTask(
    tasks,
    same,
    { status: 'done' },
    { headers: { 'Content-Type': 'application/json' } },
  );
  expectStatus(plain, 200, {
    look: 'PATCH takes two media types.',
    why: 'it takes application/json as well',
  });
  let now = storedIn(plain, { look });
  await property(
    'patches, one after the other',
    fc.record(
      {
        title: fc.constantFrom('Buy milk', 'Łódź', '0', 'null'),
        status: fc.constantFrom('open', 'done'),
        priority: fc.constantFrom('low', 'normal', 'high'),
        due: fc.constantFrom(null, '2026-03-01', '2026-12-24'),
      },
      { requiredKeys: [] },
    ),
    async (patch) => {
      const answer = await patchTask(tasks, now, patch);
      expectStatus(answer, 200, { look });
      const next = storedIn(answer, { look });
      const expected = { ...now.task, ...patch, updatedAt: next.task.updatedAt };
      const before = now.task;
      now = next;
      expectEqual(`the task ${showValue(before)} after the patch ${showValue(patch)}`, next.task, expected, {
        look,
      });
    },
    { runs: 30 },
  );
  expectEqual('another task that nobody patched', (await readTask(tasks, untouched)).json, untouched.task, {
    look: 'Which task is changed, and do two share something?',
  });
  const absent = await patchTask(
    tasks,
    { path: pathOf('01890a5d-ac96-774b-bcce-b302099a8057'), etag: '*' },
    {
      title,
    },
  );
  expectStatus(absent, 404, { look: 'A patch never makes a task.', why: 'there is no such task' });
});

requirement('delete', async ({ service, random }) => {
  const tasks = await service.start();
  const title = random.word();
  const look = 'Which task goes? Only the one with that id, also when titles are the same.';
  const [first, second, third] = await createTasks(tasks, [{ title }, { title }, { title }]);
  if (first === undefined || second === undefined || third === undefined) return;

  const kept = await tasks.request('DELETE', second.path, { headers: { 'If-Match': '"no-such-tag"' } });
  expectStatus(kept, 412, {
    look: '`If-Match` may be there, and counts then.',
    why: 'If-Match does not match',
  });
  expectEqual('the task after a DELETE that was refused', (await readTask(tasks, second)).json, second.task, {
    look: 'Compare first, delete then.',
  });
  await clockPasses(Date.parse(second.task.createdAt));
  const done = storedIn(await patchTask(tasks, second, { status: 'done' }), { look });
  const stale = await tasks.request('DELETE', second.path, { headers: { 'If-Match': second.etag } });
  expectStatus(stale, 412, { look: 'Which ETag does the task have now?', why: 'the task has changed since' });

  const gone = await tasks.request('DELETE', second.path);
  expectStatus(gone, 204, { look: 'What does DELETE answer, and with which body?' });
  expectEqual('the body of a 204', gone.text, '', { look: 'A 204 has no body.' });
  for (const method of ['DELETE', 'GET'] as const) {
    expectStatus(await tasks.request(method, second.path), 404, {
      look: 'What is left of a task that was deleted?',
      why: 'the task is gone',
    });
  }
  const conditional = { headers: { 'If-Match': done.etag } };
  expectStatus(await tasks.request('DELETE', second.path, conditional), 404, {
    look: 'Read the order of faults: what comes first, 404 or 412?',
    why: 'the task is gone',
  });
  expectStatus(await patchTask(tasks, done, { title }), 404, { look, why: 'the task is gone' });
  const { items } = await listTasks(tasks, {}, { look });
  expectEqual('the tasks that are left', items, [first.task, third.task], { look });

  const right = { headers: { 'If-Match': first.etag } };
  expectStatus(await tasks.request('DELETE', first.path, right), 204, {
    look: 'How is the ETag in If-Match compared?',
    why: 'If-Match has the ETag of the task',
  });
  expectStatus(await tasks.request('DELETE', third.path, { headers: { 'If-Match': '*' } }), 204, {
    look: '`If-Match: *` matches any task that exists.',
  });
  expectStatus(await tasks.request('DELETE', `/tasks/${random.word()}`), 404, {
    look: 'An id that is no UUID is a task that does not exist.',
  });
  expectEqual('the tasks that are left', (await listTasks(tasks, {}, { look })).items, [], { look });
  const next = await createTask(tasks, { title });
  expectThat(![first, second, third].some(({ task }) => task.id === next.task.id), {
    expected: 'a new task to have an id that no task had before it',
    saw: `${next.task.id}, the id of a task that was deleted`,
    look: 'Where do ids come from?',
  });
});

requirement('time-zone-free', async ({ service, property }) => {
  // In Samoa the 30th of December 2011 was left out.
  const zones = ['Pacific/Apia', 'America/Los_Angeles'];
  const look = 'Which methods of Date tell local time? A due date is text and needs none of them.';
  const running = await Promise.all(
    zones.map(async (zone) => ({
      zone,
      tasks: await service.start({ env: { TZ: zone }, name: `TZ=${zone}` }),
    })),
  );
  const expectKept = async (due: string, transcript: boolean) => {
    for (const { zone, tasks } of running) {
      const reply = await tasks.request('POST', '/tasks', { json: { title: 'x', due }, transcript });
      expectStatus(reply, 201, { look, why: `${due} is a date that exists, also with TZ=${zone}` });
      const made = taskIn(reply, { look });
      expectEqual(`due with TZ=${zone}`, made.due, due, { look });
    }
  };
  for (const due of ['2011-12-30', '2026-03-08', '2026-01-01', '0001-01-01', '9999-12-31']) {
    await expectKept(due, true);
  }
  await property(
    'due dates',
    fc.date({
      min: new Date('1900-01-01T00:00:00Z'),
      max: new Date('2100-01-01T00:00:00Z'),
      noInvalidDate: true,
    }),
    (date) => expectKept(date.toISOString().slice(0, 10), false),
    { runs: 10, show: (date) => date.toISOString().slice(0, 10) },
  );
  for (const { zone, tasks } of running) {
    const bad = await tasks.request('POST', '/tasks', { json: { title: 'x', due: '2026-02-29' } });
    expectStatus(bad, 422, { look, why: `2026-02-29 does not exist, also with TZ=${zone}` });
    const now = Date.now();
    const { task } = await createTask(tasks, { title: 'x' });
    for (const member of ['createdAt', 'updatedAt'] as const) {
      expectThat(/Z$/.test(task[member]) && Math.abs(Date.parse(task[member]) - now) < 10 * 60_000, {
        expected: `${member} with TZ=${zone} to be the time in UTC, ${new Date(now).toISOString()}`,
        saw: task[member],
        look: '`toISOString()` is in UTC wherever the process runs. What is done to it before or after?',
      });
    }
  }
});

/** Until the clock shows a later millisecond. */
async function clockPasses(atMs: number): Promise<void> {
  while (Date.now() <= atMs) await setTimeout(1);
}
