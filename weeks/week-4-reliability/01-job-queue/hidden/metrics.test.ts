import { setTimeout } from 'node:timers/promises';
import {
  expectEqual,
  expectThat,
  type JobProcess,
  type Metrics,
  requirement,
  scrape,
  showValue,
} from 'checker/kit';
import { expectBegun } from './begun.ts';
import { cancelJob, enqueue, expectStatus, type Job, type State, untilState } from './jobs.ts';

const soon = { BACKOFF_BASE_MS: '20', BACKOFF_MAX_MS: '20' };

interface Named {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
}

const ofApi: readonly Named[] = [
  { name: 'jobs_enqueued_total', type: 'counter', labels: ['type'] },
  { name: 'jobs_queue_depth', type: 'gauge', labels: ['state'] },
];
const ofWorker: readonly Named[] = [
  { name: 'jobs_completed_total', type: 'counter', labels: ['type'] },
  { name: 'jobs_failed_total', type: 'counter', labels: ['type'] },
  { name: 'jobs_dead_total', type: 'counter', labels: ['type'] },
  { name: 'jobs_in_flight', type: 'gauge', labels: [] },
  { name: 'job_duration_seconds', type: 'histogram', labels: ['type'] },
];

requirement('metrics-format', async ({ jobs, signal }) => {
  // A type may be any text, and each of them is a label.
  const odd = ['a "quoted" one', 'C:\\new\\type', 'two\nlines', 'größe {le="1"} 5', '# TYPE'];
  const handlers = Object.fromEntries(odd.map((type) => [type, 'if (payload) throw new Error(); return 1;']));
  const api = await jobs.api({ handlers });
  const worker = await jobs.worker({ handlers, env: soon });
  const look =
    'Compare your text with the page of the format, line by line: TYPE before the samples, labels in quotes and escaped, a line feed at the end.';
  for (const [client, of] of [
    [api, 'the API'],
    [worker, 'a worker'],
  ] as const)
    await scrape(client, { of: `${of} that has done nothing yet`, look });

  // While work is being done, too.
  const types = [...odd, 'ok', 'permanent'];
  const sent: Job[] = [];
  let working = true;
  const reading = (async () => {
    while (working) {
      await scrape(
        worker,
        { of: 'a worker at work', look: 'What changes between two lines of one answer?' },
        { transcript: false },
      );
      await setTimeout(5, undefined, { signal });
    }
  })();
  try {
    for (const payload of [null, true])
      sent.push(
        ...(await Promise.all(
          types.map((type) => enqueue(api, { type, payload, maxAttempts: 2 }, { look, transcript: false })),
        )),
      );
    for (const { id } of sent) await untilState(api, id, ['succeeded', 'dead'], { look, signal });
  } finally {
    working = false;
    await reading;
  }
  const [apis, workers] = [
    await scrape(api, { of: 'the API', look }),
    await scrape(worker, { of: 'a worker', look }),
  ];
  for (const [metrics, names, of] of [
    [apis, ofApi, 'the API'],
    [workers, ofWorker, 'a worker'],
  ] as const)
    for (const named of names) expectNamed(metrics, named, of);
  for (const type of types) {
    const wished: readonly (readonly [Metrics, string])[] = [
      [apis, 'jobs_enqueued_total'],
      [workers, type === 'permanent' ? 'jobs_dead_total' : 'jobs_completed_total'],
      [workers, 'job_duration_seconds_count'],
    ];
    for (const [metrics, name] of wished)
      expectThat(metrics.value(name, { type }) !== null, {
        expected: `a sample of ${name} with the label type=${JSON.stringify(type)}, since such jobs were done`,
        saw: `types ${showValue(metrics.samples(name).map(({ labels }) => labels.type))}`,
        look: 'Within the value of a label `\\` is written `\\\\`, `"` is written `\\"`, and a line feed `\\n`.',
      });
  }
  expectThat(workers.value('jobs_in_flight') === 0, {
    expected: 'jobs_in_flight to be 0 when no handler runs',
    saw: String(workers.value('jobs_in_flight')),
    look: 'Goes up when a handler is called, and down however it ends.',
  });
});

/** Its type, its help, and no label but those of the page. */
function expectNamed(metrics: Metrics, { name, type, labels }: Named, of: string): void {
  const look = 'The table of the page has the names, the types and the labels.';
  const family = metrics.family(name);
  expectThat(family?.type === type && family.help !== null, {
    expected: `${of} to expose ${name} with \`# HELP\` and \`# TYPE ${name} ${type}\``,
    saw:
      family === null
        ? `no ${name}`
        : `TYPE ${family.type ?? 'missing'}, HELP ${family.help === null ? 'missing' : 'there'}`,
    look,
  });
  for (const sample of family.samples) {
    const own = Object.keys(sample.labels).filter((label) => type !== 'histogram' || label !== 'le');
    expectEqual(`the labels of ${name} (line ${sample.line} of ${of})`, own.sort(), [...labels], { look });
  }
}

requirement('queue-depth', async ({ jobs, signal }) => {
  const look =
    'How many are there now, in the database? `GROUP BY` has no row for what there is none of, and a number that is kept in a process knows nothing of the others.';
  const api = await jobs.api({ name: 'api 1' });
  const expectDepth = async (
    when: string,
    depth: Readonly<Partial<Record<State, number>>>,
    of: JobProcess = api,
  ) => {
    const metrics = await scrape(of, { of: of.name, look });
    const seen = Object.fromEntries(
      metrics
        .samples('jobs_queue_depth')
        .map(({ labels, value }) => [labels.state ?? 'no label', value] as const),
    );
    const wished = { queued: 0, running: 0, retrying: 0, dead: 0, ...depth };
    expectThat(
      Object.keys(seen).length === 4 &&
        Object.entries(wished).every(([state, value]) => seen[state] === value),
      {
        expected: `jobs_queue_depth of ${of.name} ${when} to be ${showValue(wished)}, with these four states and no other`,
        saw: showValue(seen),
        look,
      },
    );
  };
  await expectDepth('before any job', {});
  const held = await Promise.all([enqueue(api, { type: 'hold' }), enqueue(api, { type: 'hold' })]);
  await enqueue(api, { type: 'ok', runAt: '3000-01-01T00:00:00Z' });
  await expectDepth('after three jobs, one of them for the year 3000', { queued: 3 });

  await jobs.worker({ env: { BACKOFF_BASE_MS: '600000', BACKOFF_MAX_MS: '600000' } });
  const runs = await Promise.all(held.map((job) => expectBegun(jobs, job, { look })));
  const [doomed, failing, fine] = [
    await enqueue(api, { type: 'permanent' }),
    await enqueue(api, { type: 'fail' }),
    await enqueue(api, { type: 'ok' }),
  ];
  await untilState(api, doomed.id, 'dead', { look, signal });
  await untilState(api, failing.id, 'retrying', { look, signal });
  await untilState(api, fine.id, 'succeeded', { look, signal });
  const cancelled = await enqueue(api, { type: 'ok', runAt: '3000-01-01T00:00:00Z' });
  expectStatus(await cancelJob(api, cancelled.id), 200, { look });
  const all = { queued: 1, running: 2, retrying: 1, dead: 1 };
  await expectDepth(
    'with one job queued, two that run, one retrying, one dead, one cancelled and one done',
    all,
  );
  const later = await jobs.api({ name: 'api 2' });
  await expectDepth('which was started just now', all, later);

  for (const run of runs) run.resolve(null);
  for (const { id } of held) await untilState(api, id, 'succeeded', { look, signal });
  expectStatus(await later.request('DELETE', `/dead-letters/${doomed.id}`), 204, { look });
  await expectDepth('after both were done, and the dead one was deleted through the other API', {
    queued: 1,
    retrying: 1,
  });
});
