import {
  expectThat,
  type FaultyLink,
  type HttpClient,
  type JobsHost,
  type PostgresDatabase,
  requirement,
} from 'checker/kit';
import { type Job, listJobs, untilState } from './jobs.ts';
import { stopInClaim } from './stopped-claim.ts';
import { expectBegin, send, sendMany } from './watched.ts';

interface Scene {
  readonly jobs: JobsHost;
  readonly api: HttpClient;
  readonly database: PostgresDatabase;
  readonly signal: AbortSignal;
}

requirement('skip-locked', async ({ jobs, service, relay, signal }) => {
  const database = await service.database();
  const api = await jobs.api();
  const scene = { jobs, api, database, signal };
  await expectClaimsSideBySide(scene, await relay.postgres(database));
  await expectLockedPassedBy(scene);
});

/** A worker stands still in the middle of its claim, and holds whatever lock that takes. */
async function expectClaimsSideBySide(scene: Scene, link: FaultyLink): Promise<void> {
  const { jobs, api } = scene;
  const look =
    'One worker is paused in the middle of its claim. Which lock does it hold then that others need for theirs? A table or an advisory lock around the claim makes them a queue.';
  const sent = await sendMany(scene, 6, { type: 'ok' });
  const stopping = stopInClaim(link, async ({ sql, transactionStatusAfter }) => {
    if (transactionStatusAfter === 'T') return /\b(update|lock)\b|_lock/i.test(sql);
    const { items } = await listJobs(api, '/jobs', { state: 'running' }, { look }, { transcript: false });
    return items.length > 0;
  });
  const slow = await jobs.worker({
    name: 'the slow worker',
    env: { DATABASE_URL: link.url, WORKER_CONCURRENCY: '1' },
  });
  await stopping;
  // Or else it gives up its claim sooner or later, as it should.
  slow.pause();
  const quick = await jobs.worker({ name: 'the quick worker', env: { WORKER_CONCURRENCY: '3' } });
  await expectDone(scene, sent, sent.length - 1, {
    look,
    while: 'another worker with one slot is paused in the middle of its claim',
  });
  slow.kill();
  quick.kill();
}

async function expectLockedPassedBy(scene: Scene): Promise<void> {
  const { jobs, api, database, signal } = scene;
  const look =
    'The row of the oldest job is locked by somebody else. What does the statement that looks for work do when it comes to that row?';
  const locked = await send(scene, { type: 'ok' });
  const others = await sendMany(scene, 10, { type: 'ok' });
  await using session = await database.session();
  await session.query('BEGIN');
  await session.query('SELECT 1 FROM jobs WHERE id = $1 FOR UPDATE', [locked.id]);
  const env = { WORKER_CONCURRENCY: '2' };
  await Promise.all([jobs.worker({ env }), jobs.worker({ env })]);
  await expectDone(scene, others, others.length, { look, while: 'the row of another job is locked' });
  for (const { id } of others) await untilState(api, id, 'succeeded', { look, signal });
  await session.query('ROLLBACK');
  const found = 'Its row is free again. Which poll finds it now?';
  await expectBegin(scene, locked, { look: found });
  await untilState(api, locked.id, 'succeeded', { look: found, signal });
}

async function expectDone(
  { jobs }: Scene,
  sent: readonly Job[],
  amount: number,
  { look, while: meanwhile }: { readonly look: string; readonly while: string },
): Promise<void> {
  const done = () => sent.filter(({ id }) => jobs.runsOf(id).some(({ state }) => state === 'resolved'));
  await jobs.sees(`${amount} jobs to be done`, () => done().length >= amount);
  expectThat(done().length >= amount, {
    look,
    expected: `${amount} of ${sent.length} jobs to be done while ${meanwhile}`,
    saw: `${done().length} after 10 seconds`,
  });
}
