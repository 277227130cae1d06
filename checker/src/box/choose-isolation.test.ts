import { expect, test } from 'vitest';
import { type Availabilities, chooseIsolation } from './choose-isolation.ts';

const machine = (bubblewrap: string | null, container: string | null): Availabilities => ({
  bubblewrap: async () => bubblewrap,
  container: async () => container,
});
const unasked: Availabilities = {
  bubblewrap: () => Promise.reject(new Error('asked')),
  container: () => Promise.reject(new Error('asked')),
};

test('a learner’s own work stands in a process, without anything being tried', async () => {
  expect(await chooseIsolation('auto', 'own-work', unasked)).toBe('process');
});

test.each([
  [null, null, 'bubblewrap'],
  [null, 'no engine', 'bubblewrap'],
  ['no bwrap', null, 'container'],
] as const)(
  'the work of strangers: bubblewrap %s, container %s: %s',
  async (bubblewrap, container, chosen) => {
    expect(await chooseIsolation('auto', 'strangers', machine(bubblewrap, container))).toBe(chosen);
  },
);

test('a machine without walls does not judge strangers by itself, and says what is missing', async () => {
  await expect(chooseIsolation('auto', 'strangers', machine('no bwrap', 'no engine'))).rejects.toMatchObject({
    code: 'ISOLATION_UNAVAILABLE',
    message: expect.stringMatching(/no bwrap.*no engine/),
    hint: expect.stringContaining('--isolation process'),
  });
});

test.each(['process', 'bubblewrap', 'container'] as const)('what is named is taken: %s', async (wish) => {
  for (const trust of ['strangers', 'own-work'] as const)
    expect(await chooseIsolation(wish, trust, unasked)).toBe(wish);
});
