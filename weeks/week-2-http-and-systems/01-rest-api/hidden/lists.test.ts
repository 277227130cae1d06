import { broken, expectEqual, expectThat, fc, type HttpClient, requirement, showValue } from 'checker/kit';
import {
  createTask,
  createTasks,
  expectStatus,
  listTasks,
  mediaTypeOf,
  patchTask,
  readTask,
  type Stored,
  storedIn,
  type Task,
  told,
} from './api.ts';
import { expectFaults } from './problems.ts';

const values = 'Look at the text of the parameter before you make anything else of it.';

/** Queries that are to be refused, and the parameters that `errors` must name. */
const bad: readonly (readonly [query: string, parameters: readonly string[], look: string])[] = [
  ['status=later', ['status'], 'Which values can `status` have?'],
  ['status=Open', ['status'], 'Which values can `status` have? They are compared with regard to case.'],
  ['status=', ['status'], 'An empty value is not the same as none.'],
  ['status', ['status'], 'A parameter without `=` has an empty value.'],
  ['status=open&status=done', ['status'], 'Which function shows a repeated parameter, and which hides it?'],
  ['priority=urgent', ['priority'], 'Which values can `priority` have?'],
  [
    'priority=constructor',
    ['priority'],
    'If the values are looked up in an object: which names does every object have?',
  ],
  [
    'priority=low&priority=low',
    ['priority'],
    'A parameter that is given twice is refused, also when both are alike.',
  ],
  ['limit=0', ['limit'], '`limit` goes from 1 to 100.'],
  ['limit=101', ['limit'], '`limit` goes from 1 to 100: a larger one is refused, not cut.'],
  ['limit=-1', ['limit'], '`limit` goes from 1 to 100.'],
  ['limit=1e1', ['limit'], `${values} What does Number() accept besides decimal digits?`],
  ['limit=0x10', ['limit'], `${values} What does Number() accept besides decimal digits?`],
  ['limit=5.0', ['limit'], `${values} What does Number() accept besides decimal digits?`],
  ['limit=%205', ['limit'], `${values} What does Number() do with blanks?`],
  ['limit=5x', ['limit'], `${values} What does parseInt() do with what follows the digits?`],
  ['limit=', ['limit'], 'What is Number of an empty text?'],
  ['limit=10&limit=20', ['limit'], 'Which function shows a repeated parameter, and which hides it?'],
  ['cursor=', ['cursor'], 'An empty value is not the same as none.'],
  [
    'cursor=%E2%98%83',
    ['cursor'],
    'Can this service have made that cursor? Take it apart, and look at each part.',
  ],
  ['cursor=!', ['cursor'], 'Can this service have made that cursor? Take it apart, and look at each part.'],
  [
    'status=x&priority=&limit=a&cursor=%00&colour=',
    ['status', 'priority', 'limit', 'cursor'],
    'Each bad parameter is named, not only the first; unknown ones are ignored.',
  ],
];

requirement('list-and-filter', async ({ service, random }) => {
  const tasks = await service.start();
  const look = 'Ask for the list by hand and compare it with the tasks that were made, in their order.';
  const none = await listTasks(tasks, {}, { look: 'What is a list without tasks?' });
  expectEqual('the answer when there is no task', none.reply.json, { items: [], nextCursor: null }, { look });
  expectEqual('its Content-Type, parameters aside', mediaTypeOf(none.reply), 'application/json', { look });

  const priorities = ['low', 'high', 'normal', 'high', 'low', 'high'];
  const stored = await createTasks(
    tasks,
    priorities.map((priority) => ({ title: random.word(), priority, due: '2026-05-01' })),
  );
  const all = new Map(stored.map((each) => [each.task.id, each.task]));
  for (const at of [1, 2, 4]) {
    const each = stored[at];
    if (each === undefined) continue;
    const done = storedIn(await patchTask(tasks, each, { status: 'done' }), { look });
    all.set(done.task.id, done.task);
  }
  const expected = (fits: (task: Task) => boolean) => [...all.values()].filter(fits);
  const expectList = async (parameters: Record<string, string>, fits: (task: Task) => boolean) => {
    const { items, nextCursor, reply } = await listTasks(tasks, parameters, { look });
    const wished = inOrderOf(items, expected(fits));
    expectEqual(`the items of ${told(reply)}`, items, wished, {
      look: 'Items come in the order of their creation, also after changes, and filters hold together.',
    });
    expectEqual('nextCursor of a list that fits on one page', nextCursor, null, {
      look: 'How does the service know that nothing follows?',
    });
  };
  await expectList({}, () => true);
  await expectList({ status: 'open' }, ({ status }) => status === 'open');
  await expectList({ status: 'done' }, ({ status }) => status === 'done');
  await expectList({ priority: 'high' }, ({ priority }) => priority === 'high');
  await expectList(
    { status: 'done', priority: 'low' },
    ({ status, priority }) => status === 'done' && priority === 'low',
  );
  await expectList({ colour: 'red', limit: '100' }, () => true);

  for (const [query, parameters, lookAt] of bad) {
    const reply = await tasks.request('GET', `/tasks?${query}`);
    expectStatus(reply, 400, { look: lookAt });
    expectFaults(reply, 'parameter', parameters, { look: lookAt });
  }

  await Promise.all(
    Array.from({ length: 60 }, () => createTask(tasks, { title: 'x' }, { transcript: false })),
  );
  const first = await listTasks(tasks, {}, { look: 'How many items has a page when nobody says?' });
  expectThat(first.items.length <= 50 && first.nextCursor !== null, {
    expected: 'a list of 66 tasks without `limit` to have at most 50 items and a nextCursor',
    saw: `${first.items.length} items and nextCursor ${showValue(first.nextCursor)}`,
    look: '`limit` is 50 unless given.',
  });
});

requirement('paginate', async ({ service, random, property }) => {
  const tasks = await service.start({ env: { LOG_LEVEL: 'error' } });
  const look =
    'What does the cursor stand for: a number of items, or a place between two tasks? What happens to it when others come, go and change?';

  // Many clients at once, so that there are tasks of the same millisecond.
  let stored: Stored[] = [];
  for (let round = 0; round < 4 && !haveTwins(stored); round++) {
    const made = await Promise.all(
      Array.from({ length: 24 }, () =>
        createTask(
          tasks,
          { title: random.word(), priority: random.pick(['low', 'high']) },
          { transcript: false },
        ),
      ),
    );
    stored = [...stored, ...made];
  }
  const walks: readonly Record<string, string>[] = [
    { limit: '1' },
    { limit: '7' },
    { limit: '100' },
    { limit: '2', priority: 'high' },
  ];
  for (const parameters of walks) {
    const pages = await walk(tasks, parameters);
    const what = `a walk with ${new URLSearchParams(parameters)}`;
    const ids = pages.flatMap((page) => page.map((task) => task.id));
    expectOnce(ids, what);
    const wanted = stored.filter(({ task }) => task.priority === (parameters.priority ?? task.priority));
    expectEqual(
      `the ids that ${what} shows, sorted, when nobody changes anything`,
      [...ids].sort(),
      wanted.map(({ task }) => task.id).sort(),
      { look: `${look} Tasks of the same millisecond are different tasks.` },
    );
    const times = pages.flatMap((page) => page.map((task) => task.createdAt));
    expectEqual(`createdAt along ${what}`, times, [...times].sort(), {
      look: 'Items come in the order in which they were created.',
    });
  }

  const begin = await listTasks(tasks, { limit: '3' }, { look });
  const next = await listTasks(tasks, { limit: '3', cursor: begin.nextCursor ?? '' }, { look });
  for (const { id } of next.items) {
    expectStatus(await tasks.request('DELETE', `/tasks/${id}`), [204, 200], {
      look: 'What does DELETE answer?',
    });
  }
  const behind = await listTasks(tasks, { limit: '100', cursor: next.nextCursor ?? '' }, { look });
  const before = new Set([...begin.items, ...next.items].map(({ id }) => id));
  expectEqual(
    'the ids behind the second page of three, sorted, after the three on it were deleted',
    behind.items.map(({ id }) => id).sort(),
    stored
      .map(({ task }) => task.id)
      .filter((id) => !before.has(id))
      .sort(),
    { look },
  );

  const act = fc.oneof(
    fc.record({ kind: fc.constant('create' as const), priority: fc.constantFrom('low', 'high') }),
    fc.record({ kind: fc.constant('delete' as const), at: fc.nat(200), seen: fc.boolean() }),
    fc.record({
      kind: fc.constant('patch' as const),
      at: fc.nat(200),
      patch: fc.constantFrom(
        { priority: 'low' },
        { priority: 'high' },
        { status: 'done' },
        { due: '2026-01-01' },
      ),
    }),
  );
  await property(
    'others act between the pages',
    fc.record({
      limit: fc.integer({ min: 1, max: 6 }),
      filter: fc.constantFrom({}, { priority: 'high' }, { status: 'open', priority: 'high' }),
      between: fc.array(fc.array(act, { maxLength: 3 }), { minLength: 1, maxLength: 6 }),
    }),
    async ({ limit, filter, between }) => {
      await clear(tasks);
      const fresh = Array.from({ length: 10 }, (_, index) => ({
        title: `task ${index}`,
        priority: index % 3 === 0 ? 'low' : 'high',
      }));
      const made = await Promise.all(fresh.map((fields) => createTask(tasks, fields, quiet)));
      const alive = new Map(made.map(({ task }) => [task.id, task]));
      const fits = (task: Task) =>
        Object.entries(filter).every(([name, value]) => task[name as keyof Task] === value);
      const steady = new Set([...alive.values()].filter(fits).map(({ id }) => id));
      const seen: string[] = [];
      const story: string[] = [];
      let acts = 0;
      await walk(tasks, { limit: String(limit), ...filter }, async (page) => {
        const wrong = page.find((task) => !fits(task));
        if (wrong !== undefined) {
          broken({
            expected: `each item to fit the filter ${showValue(filter)}`,
            saw: showValue(wrong),
            look,
          });
        }
        seen.push(...page.map(({ id }) => id));
        story.push(`page ${page.map(({ title }) => title).join(', ')}`);
        for (const step of between[acts++] ?? []) {
          if (step.kind === 'create') {
            const { task } = await createTask(
              tasks,
              { title: `new ${story.length}`, priority: step.priority },
              quiet,
            );
            alive.set(task.id, task);
            story.push(`created one with priority ${step.priority}`);
            continue;
          }
          const candidates =
            step.kind === 'delete' && step.seen ? seen.filter((id) => alive.has(id)) : [...alive.keys()];
          const id = candidates[step.at % Math.max(1, candidates.length)];
          const task = id === undefined ? undefined : alive.get(id);
          if (id === undefined || task === undefined) continue;
          if (step.kind === 'delete') {
            const reply = await tasks.request('DELETE', `/tasks/${id}`, quiet);
            expectStatus(reply, [204, 200], { look: 'What does DELETE answer?' });
            alive.delete(id);
            steady.delete(id);
            story.push(`deleted ${task.title}`);
          } else {
            const target = { path: `/tasks/${id}`, etag: '*' };
            const reply = await patchTask(tasks, target, step.patch, quiet);
            const changed = storedIn(reply, { look: 'What does PATCH answer?' }).task;
            alive.set(id, changed);
            if (!fits(changed)) steady.delete(id);
            story.push(`patched ${task.title} with ${showValue(step.patch)}`);
          }
        }
      });
      const told = `limit=${limit} ${showValue(filter)}: ${story.join('; ')}`;
      const twice = seen.find((id, at) => seen.indexOf(id) !== at);
      expectThat(twice === undefined, {
        expected: `no item to appear twice in a walk (${told})`,
        saw: `${twice} twice`,
        look,
      });
      const missing = [...steady].find((id) => !seen.includes(id));
      expectThat(missing === undefined, {
        expected: `each item that fits from the first page to the last to appear (${told})`,
        saw: `nothing of ${missing === undefined ? '' : showValue(alive.get(missing))}`,
        look,
      });
    },
    { runs: 10 },
  );
  const last = await createTask(tasks, { title: random.word() });
  expectStatus(await readTask(tasks, last), 200, { look: 'Does it go on after all this?' });
});

const quiet = { transcript: false } as const;

/** All pages from the first to the last. `between` is called behind each but is not expected to end the walk. */
async function walk(
  tasks: HttpClient,
  parameters: Readonly<Record<string, string>>,
  between: (page: readonly Task[]) => Promise<void> = async () => {},
): Promise<(readonly Task[])[]> {
  const look = 'nextCursor is null on the last page, and only there. What decides whether there is one?';
  const pages: (readonly Task[])[] = [];
  let cursor: string | null = null;
  const longest = 300;
  do {
    const page: Awaited<ReturnType<typeof listTasks>> = await listTasks(
      tasks,
      cursor === null ? parameters : { ...parameters, cursor },
      { look: 'A cursor that was just given is good.' },
      quiet,
    );
    const most = Number(parameters.limit);
    expectThat(page.items.length <= most, {
      expected: `at most ${most} items on a page with limit=${most}`,
      saw: `${page.items.length} items`,
      look: 'What does `limit` bound?',
    });
    pages.push(page.items);
    await between(page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && pages.length < longest);
  expectThat(cursor === null, {
    expected: 'a walk over some dozens of tasks to come to its end, where nextCursor is null',
    saw: `a cursor on each of ${longest} pages`,
    look,
  });
  return pages;
}

/** Deletes all there are. */
async function clear(tasks: HttpClient): Promise<void> {
  const look = 'What does DELETE answer, and is the task gone then?';
  for (let round = 0; round < 20; round++) {
    const { items } = await listTasks(tasks, { limit: '100' }, { look }, quiet);
    if (items.length === 0) return;
    await Promise.all(items.map(({ id }) => tasks.request('DELETE', `/tasks/${id}`, quiet)));
  }
  broken({ expected: 'no task to be left after all were deleted', saw: 'there are still some', look });
}

function expectOnce(ids: readonly string[], what: string): void {
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  expectThat(twice === undefined, {
    expected: `${what} to show no task twice`,
    saw: `${twice} twice`,
    look: 'Is the item that the cursor points to on the page before or behind it? Compare what is the same millisecond, too.',
  });
}

/** What is expected, in the order that was seen as far as it only differs among tasks of the same millisecond. */
function inOrderOf(items: readonly Task[], wished: readonly Task[]): readonly Task[] {
  const place = new Map(items.map(({ id }, at) => [id, at]));
  return [...wished].sort((left, right) => {
    if (left.createdAt !== right.createdAt) return left.createdAt < right.createdAt ? -1 : 1;
    return (place.get(left.id) ?? 0) - (place.get(right.id) ?? 0);
  });
}

function haveTwins(stored: readonly Stored[]): boolean {
  return new Set(stored.map(({ task }) => task.createdAt)).size < stored.length;
}
