import { describe, expect, test } from 'vitest';
import { PathError, updateAt } from '../src/index.ts';
import { deepFreeze } from './deep-freeze.ts';

const state = () =>
  deepFreeze({ customer: { name: 'ada', address: { city: 'Bern' } }, lines: [{ sku: 'a' }, {}] });
const upper = (text: string) => text.toUpperCase();

describe('updateAt', () => {
  test('changes a deep-frozen state in a copy', () => {
    const before = state();
    const after = updateAt(before, ['customer', 'name'], upper);
    expect(after).toEqual({ ...state(), customer: { name: 'ADA', address: { city: 'Bern' } } });
    expect(before).toEqual(state());
  });

  test('copies the path and shares the rest', () => {
    const before = state();
    const after = updateAt(before, ['lines', 0, 'sku'], upper);
    expect(after.lines[0]).not.toBe(before.lines[0]);
    expect(after.lines[1]).toBe(before.lines[1]);
    expect(after.customer).toBe(before.customer);
  });

  test('gives the state itself where nothing changes', () => {
    const before = state();
    expect(updateAt(before, ['customer', 'name'], () => 'ada')).toBe(before);
    const strange = { rate: Number.NaN };
    expect(updateAt(strange, ['rate'], () => Number.NaN)).toBe(strange);
  });

  test('an empty path is the whole state', () => {
    expect(updateAt(1, [], (n: number) => n + 1)).toBe(2);
  });

  test.each([
    [['customer', 'nmae'], 2],
    [['customer', 'name', 'length'], 3],
    [['customer', 'toString'], 2],
    [['lines', 2], 2],
    [['lines', '0', 'sku'], 2],
    [['lines', -1], 2],
    [[0], 1],
  ])('%j leads nowhere', (path, until) => {
    const update = () => updateAt(state(), path, () => expect.unreachable());
    expect(update).toThrow(PathError);
    expect(update).toThrow(expect.objectContaining({ path: path.slice(0, until) }));
  });

  test('does not go into objects of a class', () => {
    expect(() => updateAt({ at: new Date(0) }, ['at', 'x'], () => 1)).toThrow(PathError);
  });
});
