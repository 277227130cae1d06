import { expectEqual, expectThat, requirement } from 'checker/kit';
import { open, run, runQuick } from './acts.ts';
import { expectOutcome, expectStarted, tellNames } from './expectations.ts';
import { playAtRandom } from './random-play.ts';
import { onStage } from './stage.ts';
import { errorOf, exactly, pending, tellThrown, value } from './wishes.ts';

requirement('runs-and-returns', async ({ module, trace, random }) => {
  await onStage({ module, trace }, async (stage) => {
    const [first, second, third] = [random.word(), random.word(), random.integer(1, 1e9)];
    const look = 'What does run do with what the task returned?';
    await stage.pool({ concurrency: 8 });
    await stage.act(
      run('A'),
      run('B'),
      run('thenable', { thenable: true }),
      run('sync', { steps: [{ do: 'return', value: third }] }),
      run('zero', { steps: [{ do: 'return', value: 0 }], options: {} }),
      run('nothing', { steps: [], options: { timeoutMs: { $: 'undefined' }, signal: { $: 'undefined' } } }),
      run('failing', {
        steps: [
          { do: 'wait', gate: 'failing' },
          { do: 'throw', name: 'Error', message: first },
        ],
      }),
    );
    const all = ['A', 'B', 'thenable', 'sync', 'zero', 'nothing', 'failing'];
    expectStarted(stage, all, {
      look: 'Is the task called at all, at the latest in the next turn of the event loop?',
    });
    for (const id of all) {
      const { given, calls } = stage.seen.task(id);
      expectThat(given?.signal === true && given.args === 1, {
        promise: 'A task is called with one argument, an AbortSignal.',
        look: 'What do you pass to the task?',
        expected: `${id} to be called with an AbortSignal and nothing else`,
        saw: `${given?.args ?? 0} arguments, the first of them ${given?.signal === true ? 'a' : 'no'} signal`,
      });
      expectThat(calls === 1, { look, expected: `${id} to be called once`, saw: `${calls} times` });
    }
    expectOutcome(stage, 'sync', value(third), { look });
    expectOutcome(stage, 'zero', value(0), { look });
    expectOutcome(stage, 'nothing', value(null), { look });
    for (const id of ['A', 'B', 'thenable', 'failing']) expectOutcome(stage, id, pending, { look });
    await stage.act(open('B', second));
    expectOutcome(stage, 'B', value(second), { look });
    expectOutcome(stage, 'A', pending, { look: 'Which task does a promise of run belong to?' });
    await stage.act(open('A', first), open('thenable', { word: second }), open('failing'));
    expectOutcome(stage, 'A', value(first), { look });
    expectOutcome(stage, 'thenable', value({ word: second }), { look });
    expectOutcome(stage, 'failing', exactly('what failing threw'), { look });
  });
});

requirement('bounded', (fixtures) =>
  playAtRandom(fixtures, (stage, { limit }) => {
    const running = stage.running();
    if (running.length <= limit) return null;
    return {
      look: 'At which moment did the last of them get its slot, and who had given it back although its function was still under way?',
      expected: `at most ${limit} of the functions to be under way`,
      saw: `${running.length}: ${tellNames(running)}`,
    };
  }),
);

requirement('work-conserving', (fixtures) =>
  playAtRandom(fixtures, (stage, { limit, waiting }) => {
    const running = stage.running();
    if (waiting.length === 0 || running.length >= limit) return null;
    return {
      look: 'A slot was given back. Who looks at the queue then, and what if that had happened twice, or without any wait?',
      expected: `all ${limit} slots to be taken while ${tellNames(waiting)} waits`,
      saw: running.length === 0 ? 'nothing is running' : `only ${tellNames(running)} running`,
    };
  }),
);

requirement('fifo', (fixtures) =>
  playAtRandom(fixtures, (stage, { submitted }) => {
    const started = stage.started();
    const inOrder = submitted.filter((id) => started.includes(id));
    if (started.every((id, at) => id === inOrder[at])) return null;
    return {
      look: 'At which end of the queue does a task come in, and from which is the next one taken?',
      expected: `those that started to have started in the order ${tellNames(inOrder)}`,
      saw: tellNames(started),
    };
  }),
);

requirement('backpressure', async ({ module, trace, random }) => {
  await onStage({ module, trace }, async (stage) => {
    const look = 'What is counted against queueLimit: what waits, or what waits and runs?';
    for (const [concurrency, queueLimit] of [
      [2, random.integer(1, 3)],
      [random.integer(1, 3), 0],
    ] as const) {
      const pool = `pool with ${concurrency} slots and ${queueLimit} places`;
      const room = concurrency + queueLimit;
      const promise = `With concurrency ${concurrency} and queueLimit ${queueLimit} there is room for ${room} tasks.`;
      const beyond = queueLimit === 0 ? 'another' : 'one-more';
      const ids = Array.from({ length: room + 2 }, (_, at) => `task-${at + 1}-with-${queueLimit}-waiting`);
      await stage.pool({ concurrency, queueLimit }, pool);
      await stage.act(...ids.map((id) => run(id, { pool })));
      for (const [at, id] of ids.entries())
        expectOutcome(stage, id, at < room ? pending : errorOf('QueueFullError'), { promise, look });

      const [first = '', ...others] = ids;
      await stage.act(open(first));
      await stage.act(run(`${beyond}-than-${room}`, { pool }), run(`and-${beyond}-than-${room}`, { pool }));
      const after = 'A task that has ended makes room for exactly one other.';
      const whatGoesDown = 'What goes down when a task has ended, or when one that waited has started?';
      expectOutcome(stage, `${beyond}-than-${room}`, pending, { promise: after, look: whatGoesDown });
      expectOutcome(stage, `and-${beyond}-than-${room}`, errorOf('QueueFullError'), { promise: after, look });
      await stage.act(...others.map((id) => open(id)), open(`${beyond}-than-${room}`));
    }

    await stage.pool({ concurrency: 1, queueLimit: 1 });
    await stage.act(run('busy'), runQuick('next'), runQuick('refused'));
    await stage.act(open('busy'));
    expectOutcome(stage, 'next', value('next is done'), { look: 'What becomes of the task that waits?' });
    expectThat(stage.seen.task('refused').calls === 0, {
      promise: 'A refused task is never called.',
      look: 'What else happens to a task that is refused?',
      expected: 'the refused task never to be called',
      saw: 'it was called when there was room again',
    });
  });
});

requirement('rejects-invalid-options', async ({ module, trace }) => {
  await onStage({ module, trace }, async (stage) => {
    const thrown = {
      promise: 'The functions that make pools throw a RangeError or a TypeError where an option is wrong.',
      look: 'Which wrong values does your check let through? NaN is neither smaller nor larger than anything.',
    };
    for (const [kind, options, wanted] of wrongPools) {
      const made = kind === 'workers' ? 'createWorkerPool' : 'createThreadPool';
      const error = await stage.tryPool(kind, options);
      expectThat(error?.is === 'error' && error.class === wanted, {
        ...thrown,
        expected: `${made}(${tellOptions(options)}) to throw a ${wanted}`,
        saw: error === null ? 'it made a pool' : `it threw ${tellThrown(error)}`,
      });
    }
    for (const options of rightPools) await stage.pool(options, tellOptions(options));

    const look = 'Where does run look at its arguments, and does what it throws there become a rejection?';
    await stage.pool({ concurrency: 2 });
    const calls = wrongRuns.map(([args, wanted]) => ({
      args,
      wanted,
      call: `run(${args.map(tellOptions).join(', ')})`,
    }));
    await stage.act(...calls.map(({ call, args }) => ({ do: 'call', pool: 'pool', call, args }) as const));
    for (const { call, wanted } of calls) expectOutcome(stage, call, errorOf(wanted), { look });
    const { queued, active, failed, cancelled } = stage.stats();
    expectEqual(
      'the figures queued, active, failed and cancelled after nothing but wrong calls',
      [queued, active, failed, cancelled],
      [0, 0, 0, 0],
      { look: 'What is counted, or started, before the arguments have been looked at?' },
    );
    await stage.act(runQuick('right', { options: { timeoutMs: 2 ** 31 - 1 } }));
    expectOutcome(stage, 'right', value('right is done'), {
      look: 'The longest time limit is 2147483647 ms.',
    });
  });
});

const nan = { $: 'NaN' };
const infinity = { $: 'Infinity' };
const task = { $: 'function' };
const file = { $: 'url', name: 'file:///nothing.mjs' };

const wrongPools: readonly (readonly ['workers' | 'threads', unknown, 'RangeError' | 'TypeError'])[] = [
  ...[0, -1, 1.5, nan, infinity].map((concurrency) => ['workers', { concurrency }, 'RangeError'] as const),
  ...['4', null, { $: 'bigint' }].map((concurrency) => ['workers', { concurrency }, 'TypeError'] as const),
  ['workers', {}, 'TypeError'],
  ...[-1, 0.5, nan].map((queueLimit) => ['workers', { concurrency: 1, queueLimit }, 'RangeError'] as const),
  ['workers', { concurrency: 1, queueLimit: '0' }, 'TypeError'],
  ...[0, -5, nan, infinity, 2 ** 31].map(
    (taskTimeoutMs) => ['workers', { concurrency: 1, taskTimeoutMs }, 'RangeError'] as const,
  ),
  ['workers', { concurrency: 1, taskTimeoutMs: '50' }, 'TypeError'],
  ['workers', { concurrency: 1, signal: { aborted: false } }, 'TypeError'],
  ['threads', { size: 0, module: file }, 'RangeError'],
  ['threads', { size: 1.5, module: file }, 'RangeError'],
  ['threads', { size: '2', module: file }, 'TypeError'],
  ['threads', { size: 1, module: 4 }, 'TypeError'],
  ['threads', { size: 1 }, 'TypeError'],
];

const rightPools = [
  { concurrency: 1, queueLimit: infinity, taskTimeoutMs: 2 ** 31 - 1 },
  {
    concurrency: 3,
    queueLimit: 0,
    taskTimeoutMs: 0.5,
    signal: { $: 'signal', name: 'any' },
  },
  {
    concurrency: 1,
    queueLimit: { $: 'undefined' },
    taskTimeoutMs: { $: 'undefined' },
    signal: { $: 'undefined' },
  },
];

const wrongRuns: readonly (readonly [args: readonly unknown[], 'RangeError' | 'TypeError'])[] = [
  [[], 'TypeError'],
  [[null], 'TypeError'],
  [['task'], 'TypeError'],
  ...[0, -1, nan, infinity, 2 ** 31].map((timeoutMs) => [[task, { timeoutMs }], 'RangeError'] as const),
  [[task, { timeoutMs: '50' }], 'TypeError'],
  [[task, { signal: { aborted: false } }], 'TypeError'],
];

function tellOptions(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const { $: word, name } = value as { readonly $?: string; readonly name?: string };
  if (word !== undefined) return name ?? word;
  const members = Object.entries(value).map(([key, each]) => `${key}: ${tellOptions(each)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
