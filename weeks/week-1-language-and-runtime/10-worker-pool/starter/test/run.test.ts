import { expect, test } from 'vitest';
import { createWorkerPool } from '../src/index.ts';

// One test to begin with. Yours are judged as well: they must pass on a correct implementation and notice wrong ones, so
// they import ../src/index.ts and look only at what the exercise's page promises.

test('two slots: the third task starts when the first has ended', async () => {
  const pool = createWorkerPool({ concurrency: 2 });
  const gates = [0, 1, 2].map(() => Promise.withResolvers<string>());
  const started: number[] = [];
  const results = gates.map((gate, index) =>
    pool.run(() => {
      started.push(index);
      return gate.promise;
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(started).toEqual([0, 1]);
  gates[0]?.resolve('zero');
  await results[0];
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(started).toEqual([0, 1, 2]);
  gates[1]?.resolve('one');
  gates[2]?.resolve('two');
  expect(await Promise.all(results)).toEqual(['zero', 'one', 'two']);
});
