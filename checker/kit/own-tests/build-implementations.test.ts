import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { buildImplementations } from './build-implementations.ts';
import { readChaffs } from './chaff-list.ts';

const root = join(import.meta.dirname, '../../..');
const hidden = join(import.meta.dirname, 'fixtures/counter/hidden');

function build(seed: number) {
  return buildImplementations({ hidden, chaffs: readChaffs(hidden), root, random: createRandom(seed) });
}

test('the wheat comes several times, every chaff once, and no two have the same bytes', async () => {
  const all = await build(1);
  expect(all.filter(({ chaff }) => chaff === null)).toHaveLength(2);
  expect(all.flatMap(({ chaff }) => chaff?.slug ?? []).sort()).toEqual([
    'forgets-limit',
    'reset-keeps-value',
  ]);
  const digests = all.map(({ code }) => createHash('sha256').update(code).digest('hex'));
  expect(new Set(digests).size).toBe(all.length);
});

test('neither names nor bytes tell which is which', async () => {
  for (const { name, code, chaff } of await build(2)) {
    expect(`${name} ${code}`).not.toMatch(/wheat|chaff|forgets|keeps|hidden|fixtures/);
    expect(name).toMatch(/^[a-z0-9]{12}$/);
    expect(chaff === null || !code.includes(chaff.slug)).toBe(true);
  }
});

test('what a right one is said to be about is what some wrong one is about', async () => {
  const named = readChaffs(hidden).map((chaff) => ({ ...chaff, concerns: chaff.slug }));
  const all = await buildImplementations({ hidden, chaffs: named, root, random: createRandom(6) });
  for (const { chaff, concerns } of all)
    expect(chaff === null ? named.map(({ slug }) => slug) : [chaff.slug]).toContain(concerns);
});

test('errors keep the names that the contract gives them', async () => {
  for (const { code } of await build(3)) expect(code).toContain('CounterFullError');
});

test('the same seed gives the same, another seed another order and other bytes', async () => {
  const [first, again, other] = await Promise.all([build(4), build(4), build(5)]);
  expect(again).toEqual(first);
  expect(other.map(({ code }) => code)).not.toEqual(first.map(({ code }) => code));
});

test('an implementation that does not build is our fault, and says which', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hidden-'));
  mkdirSync(join(folder, 'wheat'));
  writeFileSync(join(folder, 'wheat/index.ts'), 'export const = 1;');
  const building = buildImplementations({
    hidden: folder,
    chaffs: readChaffs(hidden),
    root,
    random: createRandom(1),
  });
  await expect(building).rejects.toMatchObject({
    code: 'JUDGE_BROKEN',
    message: expect.stringContaining('wheat/index.ts'),
  });
  rmSync(folder, { recursive: true });
});
