import { expect, test } from 'vitest';
import { chooseJobs } from './choose-jobs.ts';

const GiB = 1024 ** 3;

test.each([
  [null, 8, 32, { jobs: 8, workers: 2 }],
  [null, 8, 3, { jobs: 3, workers: 3 }],
  [null, 2, 0.5, { jobs: 1, workers: 3 }],
  [5, 2, 1, { jobs: 5, workers: 2 }],
])('asked for %s on %i cores with %i GiB', (asked, cores, free, chosen) => {
  expect(chooseJobs(asked, { cores, freeBytes: free * GiB })).toEqual(chosen);
});
