import { setTimeout } from 'node:timers/promises';
import { expectThat, type FaultyLink, requirement, showValue } from 'checker/kit';
import { untilState } from './jobs.ts';
import { sendMany } from './watched.ts';

requirement('no-connection-held-while-running', async ({ jobs, relay, service, signal }) => {
  const atOnce = 20;
  const poolMax = 3;
  const database = await service.database();
  const link = await relay.postgres(database);
  const api = await jobs.api();
  const env = { DATABASE_URL: link.url, DB_POOL_MAX: String(poolMax), WORKER_CONCURRENCY: String(atOnce) };
  await jobs.worker({ env });
  const sent = await sendMany({ jobs, api }, atOnce, { type: 'hold' });
  const look =
    'How does a worker keep a job to itself while the handler runs? What is written down and committed needs no connection.';
  const running = () => jobs.runs.filter(({ state }) => state === 'running').length;
  await jobs.sees(`${atOnce} handlers to run`, () => running() === atOnce);
  expectThat(running() === atOnce, {
    look,
    expected: `${atOnce} handlers at once with WORKER_CONCURRENCY=${atOnce} and DB_POOL_MAX=${poolMax}`,
    saw: `${running()} at once after 10 seconds`,
  });
  let open: readonly { readonly state: string; readonly query: string }[] = [];
  for (
    const end = performance.now() + 3000;
    performance.now() < end;
    await setTimeout(20, undefined, { signal })
  ) {
    open = (await database.sessions()).filter(({ inTransaction }) => inTransaction);
    if (open.length === 0) break;
  }
  expectThat(open.length === 0, {
    look,
    expected: 'no transaction to be open while the handlers run',
    saw: `${open.length} open for 3 seconds; the last statement of one: ${showValue(open[0]?.query)}`,
  });
  const most = mostAtOnce(link);
  expectThat(most <= poolMax + 1, {
    look: 'DB_POOL_MAX bounds all connections of a worker; only one to LISTEN on may come on top.',
    expected: `at most ${poolMax + 1} connections of the worker, DB_POOL_MAX and one to LISTEN on`,
    saw: `${most} at once`,
  });
  for (const run of jobs.runs) run.resolve(run.number);
  for (const { id } of sent)
    await untilState(api, id, 'succeeded', { signal, look: 'All handlers have resolved at once.' });
});

/** The most sessions at once. One that is about to close may be seen to a moment after the one that takes its place. */
function mostAtOnce(link: FaultyLink): number {
  const goodbyeMs = 10;
  const steps = link
    .connections()
    .filter(({ use }) => use !== 'cancel')
    .flatMap(({ openedAt, ended }) => [
      { at: openedAt, by: 1 },
      ...(ended === null ? [] : [{ at: Math.max(openedAt, ended.at - goodbyeMs), by: -1 }]),
    ])
    .sort((left, right) => left.at - right.at || right.by - left.by);
  let open = 0;
  return steps.reduce((highest, { by }) => {
    open += by;
    return Math.max(highest, open);
  }, 0);
}

const pollMs = 500;
const most = 10;

requirement('idle-is-quiet', async ({ jobs, relay, service, signal }) => {
  const link = await relay.postgres(await service.database());
  const api = await jobs.api();
  const slots = 20;
  const env = {
    DATABASE_URL: link.url,
    POLL_MS: String(pollMs),
    WORKER_CONCURRENCY: String(slots),
    DB_POOL_MAX: '20',
  };
  await jobs.worker({ env });
  const scene = { jobs, api };
  // It has begun to look for work when it has found some.
  await sendMany(scene, 1, { type: 'ok' });
  await jobs.sees('the first job to be done', () => jobs.runs.some(({ state }) => state === 'resolved'));
  await setTimeout(2 * pollMs, undefined, { signal });
  await expectQuiet(link, signal, {
    when: `a worker with ${slots} slots has nothing to do`,
    look: 'Who polls? One loop for all slots, or each slot by itself?',
  });

  await sendMany(scene, slots, { type: 'hold' });
  await jobs.sees('all slots to be taken', () => jobs.runs.length === slots + 1);
  const during = setTimeout(pollMs / 2, undefined, { signal }).then(() =>
    sendMany(scene, 150, { type: 'hold' }),
  );
  await expectQuiet(link, signal, {
    when: `all ${slots} slots are taken, and 150 more jobs come in`,
    look: 'Without a free slot there is nothing to claim, whatever wakes the worker.',
  });
  await during;
  expectThat(jobs.runs.length === slots + 1, {
    look: 'Without a free slot there is nothing to claim.',
    expected: `${slots} handlers at once`,
    saw: `${jobs.runs.length - 1}`,
  });
});

/**
 * Time is the subject here: windows of POLL_MS. A busy machine may let what belongs to two of them come in one, so each may
 * hold twice as many; and all together one window more, for what lies across their edges.
 */
async function expectQuiet(
  link: FaultyLink,
  signal: AbortSignal,
  { when, look }: { readonly when: string; readonly look: string },
): Promise<void> {
  const windows = 4;
  const since = link.mark();
  const begun = performance.now();
  await setTimeout(windows * pollMs, undefined, { signal });
  const seen = link.statements({ since });
  const passed = Math.ceil((performance.now() - begun) / pollMs) + 1;
  const kinds = [...new Set(seen.map(({ sql }) => sql.trim().replace(/\s+/g, ' ').slice(0, 60)))];
  const such = `such as ${kinds.slice(0, 3).map(showValue).join(', ')}`;
  expectThat(seen.length <= most * passed, {
    look,
    expected: `at most ${most} statements in each POLL_MS=${pollMs} when ${when}, so ${most * passed} in ${passed} of them`,
    saw: `${seen.length}, ${such}`,
  });
  const densest = Math.max(
    0,
    ...seen.map(({ at }) => seen.filter((other) => other.at >= at && other.at < at + pollMs).length),
  );
  expectThat(densest <= 2 * most, {
    look,
    expected: `at most ${most} statements in each POLL_MS=${pollMs} when ${when}`,
    saw: `${densest} within ${pollMs} ms, ${such}`,
  });
}
