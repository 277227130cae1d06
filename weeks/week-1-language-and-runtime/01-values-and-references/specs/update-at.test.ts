import { expect, test } from 'vitest';
import { PathError, updateAt } from '../src/index.ts';

const makeState = () => ({ customer: { name: 'ada', address: { city: 'Bern' } }, tags: ['new', 'gift'] });
const upper = (text: string) => text.toUpperCase();

test('the state that was given stays as it was', () => {
  const before = makeState();
  const after = updateAt(before, ['customer', 'name'], upper);
  expect(after.customer.name).toBe('ADA');
  expect(before).toEqual(makeState());
});

test('an array on the path is copied as an array', () => {
  const before = makeState();
  const after = updateAt(before, ['tags', 1], upper);
  expect(after.tags).toEqual(['new', 'GIFT']);
  expect(before.tags).toEqual(['new', 'gift']);
});

test('what lies beside the path is shared', () => {
  const before = makeState();
  const after = updateAt(before, ['customer', 'name'], upper);
  expect(after.customer).not.toBe(before.customer);
  expect(after.customer.address).toBe(before.customer.address);
  expect(after.tags).toBe(before.tags);
});

test('where nothing changes, the state itself comes back', () => {
  const before = makeState();
  expect(updateAt(before, ['customer', 'name'], () => 'ada')).toBe(before);
});

test('a typing mistake in the path throws, and says where', () => {
  const update = () => updateAt(makeState(), ['customer', 'adress', 'city'], upper);
  expect(update).toThrow(PathError);
  expect(update).toThrow(expect.objectContaining({ path: ['customer', 'adress'] }));
});
