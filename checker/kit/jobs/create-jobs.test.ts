import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openScenarioOfTest } from '../../test/open-scenario.ts';
import { postgresForTests } from '../../test/postgres-server.ts';
import { createFixtures } from '../create-fixtures.ts';
import { Broken } from '../expect.ts';
import { findFlaws, type JobAtRest } from './find-flaws.ts';
import type { JobProcess, JobsHost } from './jobs-host.ts';

const postgres = postgresForTests();
const folder = join(import.meta.dirname, 'fixtures/tiny-queue');
const source = (name: string) => readFileSync(join(folder, name), 'utf8');

async function open() {
  const scenario = await openScenarioOfTest({
    files: {
      'src/main.ts': source('main.ts'),
      'src/worker.ts': source('worker.ts'),
      'src/migrate.ts': source('migrate.ts'),
    },
    manifest: {
      kind: 'service',
      services: ['postgres'],
      entries: ['src/worker.ts', 'src/migrate.ts'],
      migrate: ['src/migrate.ts'],
      imports: { packages: ['pg'] },
    },
    services: { postgres: { kind: 'ready', access: postgres() } },
  });
  const { jobs } = createFixtures(scenario);
  return { scenario, jobs };
}

async function enqueue(
  jobs: JobsHost,
  api: JobProcess,
  type: string,
  payload: unknown = {},
): Promise<string> {
  const { json } = await api.request('POST', '/jobs', { json: { type, payload } });
  const { id } = json as { id: string };
  jobs.enqueued({ id, type });
  return id;
}

async function jobNow(api: JobProcess, id: string): Promise<JobAtRest> {
  const { json } = await api.request('GET', `/jobs/${id}`);
  return { ...(json as Omit<JobAtRest, 'atMs'>), atMs: 0 };
}

/** Waits for a state that the API tells. */
async function ended(api: JobProcess, id: string): Promise<JobAtRest> {
  await expect.poll(async () => (await jobNow(api, id)).state, { timeout: 5000 }).toBe('succeeded');
  return jobNow(api, id);
}

describe('handlers', () => {
  test('hold until the judge hands over a value, and are known by the process that they run in', async () => {
    const { jobs } = await open();
    const api = await jobs.api();
    await jobs.worker();
    const id = await enqueue(jobs, api, 'hold', { deep: ['ä'] });
    const run = await jobs.run(({ jobId }) => jobId === id);
    expect(run).toMatchObject({ worker: 'worker 1', attempt: 1, payload: { deep: ['ä'] }, state: 'running' });
    expect((await jobNow(api, id)).state).toBe('running');
    run?.resolve({ secret: 17 });
    expect(await ended(api, id)).toMatchObject({ result: { secret: 17 } });
    expect(run?.state).toBe('resolved');
  });

  test('run by thousands without a word of the judge, and each is in the history', async () => {
    const { jobs } = await open();
    const api = await jobs.api();
    await Promise.all([jobs.worker(), jobs.worker()]);
    const ids = await Promise.all(Array.from({ length: 60 }, () => enqueue(jobs, api, 'effect')));
    const all = () => jobs.runs.filter(({ state }) => state === 'resolved').length === ids.length;
    expect(await jobs.sees('all to end', all)).toBe(true);
    const rests = new Map<string, JobAtRest>();
    for (const id of ids) rests.set(id, await ended(api, id));
    expect(jobs.runs.every(({ effects }) => effects.length === 1)).toBe(true);
    const history = { ...jobs, atRest: (id: string) => rests.get(id), atMs: jobs.now() };
    expect(findFlaws(history, { leaseMs: 30_000 })).toEqual([]);
  });

  test('of a process that is killed are gone, and what the judge did stands in the story', async () => {
    const { jobs, scenario } = await open();
    const api = await jobs.api();
    const first = await jobs.worker({ env: { LEASE_MS: '500' } });
    const id = await enqueue(jobs, api, 'hold');
    const run = await jobs.run(({ jobId }) => jobId === id);
    first.kill();
    expect(await jobs.sees('the end of the run', () => run?.state === 'gone')).toBe(true);
    await jobs.worker({ env: { LEASE_MS: '500' } });
    const second = await jobs.run(({ attempt }) => attempt === 2);
    second?.resolve('b');
    await ended(api, id);
    const story = jobs
      .tell(id, { atMs: jobs.now(), told: 'succeeded' })
      .map((line) => line.replace(/^\S+ ms {2}/, ''));
    expect(story).toEqual([
      'judge: enqueued a job of type hold',
      'worker 1: attempt 1 begins',
      'worker 1: killed (SIGKILL)',
      'worker 1: attempt 1 ends with its process',
      'worker 2: attempt 2 begins',
      'worker 2: attempt 2 resolves',
      'judge: succeeded',
    ]);
    jobs.draw(id, { atMs: jobs.now(), told: 'succeeded', broken: true });
    const { trace } = scenario.observe({ expected: 'a', saw: 'b', look: 'c' });
    expect(trace.map(({ lane, phase }) => [lane, phase])).toEqual([
      ['judge', undefined],
      ['worker 1', 'begin'],
      ['worker 1', undefined],
      ['worker 1', 'end'],
      ['worker 2', 'begin'],
      ['worker 2', 'end'],
      ['judge', undefined],
    ]);
  });

  test('of a process that is paused go on when it does, and a worker without a fence is found out', async () => {
    const { jobs } = await open();
    const env = { LEASE_MS: '300', FLAW: 'no fence' };
    const api = await jobs.api();
    const zombie = await jobs.worker({ env });
    const id = await enqueue(jobs, api, 'hold');
    const early = await jobs.run(({ jobId }) => jobId === id);
    zombie.pause();
    await jobs.worker({ env });
    const late = await jobs.run(({ attempt }) => attempt === 2);
    late?.resolve('from the second');
    await ended(api, id);
    early?.resolve('from the zombie');
    zombie.resume();
    await expect.poll(async () => (await jobNow(api, id)).result, { timeout: 5000 }).toBe('from the zombie');
    const rest = await jobNow(api, id);
    const [flaw] = findFlaws(
      { ...jobs, atRest: () => rest, atMs: jobs.now() },
      { leaseMs: 300, resultOf: ({ attempt }) => (attempt === 1 ? 'from the zombie' : 'from the second') },
    );
    expect(flaw?.kind).toBe('completed by a fenced attempt');
    expect(jobs.faults).toMatchObject([{ worker: 'worker 1', kind: 'paused', toMs: expect.any(Number) }]);
  });

  test('a worker that is cut off from the database goes on when it is mended', async () => {
    const { jobs } = await open();
    const api = await jobs.api();
    const worker = await jobs.worker({ relayed: true });
    await worker.cut();
    const id = await enqueue(jobs, api, 'ok');
    await worker.mend();
    const run = await jobs.run(({ jobId }) => jobId === id);
    expect(run?.worker).toBe('worker 1');
    expect(jobs.faults).toMatchObject([{ kind: 'cut off', toMs: expect.any(Number) }]);
  });

  test('blocks its thread, hears its signal and ends its process at the judge’s word', async () => {
    const { jobs } = await open();
    const api = await jobs.api();
    const worker = await jobs.worker();
    await enqueue(jobs, api, 'hold');
    const run = await jobs.run(() => true);
    run?.block(50);
    run?.exit(7);
    expect((await worker.ended())?.code).toBe(7);
    expect(await jobs.sees('the end', () => run?.state === 'gone')).toBe(true);
  });
});

describe('a hostile worker', () => {
  test('that speaks for the handlers is noticed', async () => {
    const { jobs } = await open();
    await jobs.api();
    await jobs.worker({ env: { FLAW: 'forges' } });
    const told = jobs.sees('forgeries', () => jobs.forged.length === 2);
    await expect(told).rejects.toThrow(Broken);
    expect(jobs.forged.toSorted()).toEqual([
      'a process without a token: GET / HTTP/1.1\r',
      'worker 1: "resolved" of run 7, which is none',
    ]);
  });

  test('that runs a job twice at once is found out', async () => {
    const { jobs } = await open();
    const api = await jobs.api();
    await jobs.worker({ env: { FLAW: 'twice' } });
    const id = await enqueue(jobs, api, 'hold');
    await jobs.sees('two runs', () => jobs.runsOf(id).length === 2);
    for (const run of jobs.runsOf(id)) run.resolve(run.mark);
    const rest = await ended(api, id);
    const flaws = findFlaws({ ...jobs, atRest: () => rest, atMs: jobs.now() }, { leaseMs: 30_000 });
    expect(flaws.map(({ kind }) => kind)).toEqual(['attempt used twice', 'run twice at once']);
  });

  test('that hands no signal over is told what a handler is called with', async () => {
    const { jobs } = await open();
    const api = await jobs.api();
    await jobs.worker({ env: { FLAW: 'no signal' } });
    await enqueue(jobs, api, 'ok');
    await expect(jobs.run(() => true)).rejects.toThrow(/signal undefined, attempt 1/);
  });

  test('that does not end is ended with the scenario', async () => {
    const { jobs, scenario } = await open();
    const worker = await jobs.worker({ env: { FLAW: 'stays' } });
    worker.signal('SIGTERM');
    worker.pause();
    await scenario[Symbol.asyncDispose]();
    expect((await worker.exited).ending).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
  });
});
