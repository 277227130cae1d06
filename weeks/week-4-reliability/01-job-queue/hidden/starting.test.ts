import {
  expectEqual,
  expectThat,
  type JobProcess,
  type JobsHost,
  requirement,
  type ServiceHost,
} from 'checker/kit';
import { expectStatus, jobPath, untilState } from './jobs.ts';
import { expectBegin, send } from './watched.ts';

requirement('processes', async ({ jobs, service, random, signal }) => {
  const api = await jobs.api();
  const env = { WORKER_CONCURRENCY: '1' };
  const workers = await Promise.all([jobs.worker({ env }), jobs.worker({ env })]);
  await expectProbes(api, 'the API');
  for (const worker of workers) await expectProbes(worker, `${worker.name}`);

  const scene = { jobs, api };
  const look =
    'Two workers with one slot each, and two jobs that wait. What keeps one of the workers from taking one?';
  // One after the other: the second is to be taken while the first is held.
  const runs = [
    await expectBegin(scene, await send(scene, { type: 'hold' }), { look }),
    await expectBegin(scene, await send(scene, { type: 'hold' }), { look }),
  ];
  expectEqual('the workers that run the two jobs', new Set(runs.map(({ worker }) => worker)).size, 2, {
    look,
  });
  for (const [index, run] of runs.entries()) {
    const value = { [random.word()]: random.integer(1, 1e6), index };
    run.resolve(value);
    const job = await untilState(api, run.jobId, 'succeeded', {
      signal,
      look: 'The handler has resolved. Who writes that down?',
    });
    expectEqual(`the result in \`GET ${jobPath(run.jobId)}\``, job.result, value, {
      look: 'The result is what the handler resolved with.',
    });
  }
  await expectRefusal(service, jobs);
});

async function expectProbes(process: JobProcess, who: string): Promise<void> {
  expectStatus(await process.request('GET', '/livez'), 200, {
    why: `${who} lives`,
    look: 'Both programs listen, the worker on METRICS_PORT. Which paths does it know there?',
  });
  let ready = await process.request('GET', '/readyz');
  // It listens before it has a connection to the database.
  for (const end = performance.now() + 5000; ready.status !== 200 && performance.now() < end; )
    ready = await process.request('GET', '/readyz', { transcript: false });
  expectStatus(ready, 200, {
    why: 'the database can be reached and has all migrations of the folder',
    look: 'Compare the names in `schema_migrations` with the files of MIGRATIONS_DIR.',
  });
}

async function expectRefusal(service: ServiceHost, jobs: JobsHost): Promise<void> {
  const launched = await service.launch({
    entry: 'src/worker.ts',
    name: 'a worker without DATABASE_URL',
    env: {
      DATABASE_URL: '',
      LEASE_MS: '1e3',
      METRICS_PORT: '0',
      JOB_HANDLERS: await jobs.handlers('nobody'),
    },
  });
  const run = await launched.ended();
  const promise =
    'When a variable is missing or bad, the program names each of them on stderr and ends with exit code 78 before it connects to anything.';
  const look = 'What does it do with an environment that it cannot work with?';
  expectEqual('the exit code of a worker without DATABASE_URL and with LEASE_MS=1e3', run?.code ?? null, 78, {
    promise,
    look,
  });
  const named = ['DATABASE_URL', 'LEASE_MS'].filter((name) => run?.stderr.includes(name));
  expectThat(named.length === 2, {
    promise,
    expected: 'DATABASE_URL and LEASE_MS to be named on stderr',
    saw: run?.stderr.slice(0, 400) ?? 'nothing',
    look: 'All that is wrong, in one go: who starts it by hand should not have to try four times.',
  });
}
