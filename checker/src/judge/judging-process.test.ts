import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { PoolOptions } from 'vitest/node';
import { probeContainment } from '../box/containment.ts';
import { repository } from '../repository.ts';
import { JudgingProcess } from './judging-process.ts';

const kinds = [
  probeContainment(process.env.PATH ?? ''),
  { kind: 'process-group', why: 'the test says so' } as const,
];

test.each(kinds)(
  'a worker that is killed while it is asked to stop answers by its end ($kind)',
  async (containment) => {
    const worker = await started(containment);
    const answers: unknown[] = [];
    worker.on('message', (message) => answers.push(message));
    const exited = ended(worker);
    worker.kill();
    worker.send({ type: 'stop', __vitest_worker_request__: true } as never);
    await exited;
    expect(answers).toContainEqual({ type: 'stopped', __vitest_worker_response__: true });
    // Whatever is sent later is nobody's error.
    worker.send({ type: 'stop', __vitest_worker_request__: true } as never);
    await worker.stop();
  },
);

test.each(kinds)('stopping it twice is fine ($kind)', async (containment) => {
  const worker = await started(containment);
  await worker.stop();
  await worker.stop();
  expect(() => worker.send({} as never)).toThrow('before its start');
});

async function started(containment: (typeof kinds)[number]): Promise<JudgingProcess> {
  const pool = { execArgv: [], env: {}, distPath: join(repository, 'node_modules/vitest/dist') };
  const worker = new JudgingProcess(pool as unknown as PoolOptions, {
    containment,
    node: process.execPath,
    path: process.env.PATH ?? '',
    runFolder: '/nowhere',
    name: 'judge-1',
    compileCache: '/nowhere',
    onStderr: () => {},
  });
  await worker.start();
  onTestFinished(() => worker.stop());
  return worker;
}

function ended(worker: JudgingProcess): Promise<unknown> {
  return new Promise((resolve) => {
    worker.on('exit', resolve);
  });
}
