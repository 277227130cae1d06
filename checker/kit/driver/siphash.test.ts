import { expect, test } from 'vitest';
import { siphash } from './siphash.ts';

const charCodeAt = (text: string, at: number) => text.charCodeAt(at);
// The key 00 01 … 0f of the reference implementation's test vectors, as little-endian words.
const key = [0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c];
const ascending = (length: number) => String.fromCharCode(...Array.from({ length }, (_, at) => at));

test.each([
  [0, '726fdb47dd0e0e31'],
  [1, '74f839c593dc67fd'],
  [7, 'ab0200f58b01d137'],
  [8, '93f5f5799a932462'],
  [15, 'a129ca6149be45e5'],
  [63, '958a324ceb064572'],
])('agrees with the published vector of %i bytes', (length, expected) => {
  expect(siphash(key, ascending(length), charCodeAt)).toBe(expected);
});

test('depends on every word of the key', () => {
  const sums = key.map((_, place) =>
    siphash(
      key.map((word, at) => (at === place ? word ^ 1 : word)),
      'text',
      charCodeAt,
    ),
  );
  expect(new Set([...sums, siphash(key, 'text', charCodeAt)]).size).toBe(5);
});
