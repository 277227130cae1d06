import { expect, test } from 'vitest';
import { seedOf } from './seed.ts';

test('is the same for the same run and slug, and a 32-bit integer', () => {
  expect(seedOf(7, 'adds')).toBe(seedOf(7, 'adds'));
  for (let run = 0; run < 100; run++) {
    const seed = seedOf(run, 'adds');
    expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true);
  }
});

test('differs between runs and between requirements, also where their texts run together', () => {
  const seeds = [seedOf(1, 'adds'), seedOf(2, 'adds'), seedOf(1, 'lists'), seedOf(11, 'a'), seedOf(1, '1a')];
  expect(new Set(seeds).size).toBe(seeds.length);
});

test('stays what it was: a seed that a learner wrote down repeats the scenario after an update', () => {
  expect(seedOf(42, 'adds')).toBe(3842999722);
});
