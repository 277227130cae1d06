import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { cutMiddle } from './layout.ts';

describe('cutMiddle', () => {
  test('what fits is left as it is', () => expect(cutMiddle('to be 3', 7, '…')).toBe('to be 3'));
  test('the end stays, and short words stay whole', () =>
    expect(cutMiddle("expected `updateAt({ name: 'x', lines: [] }, ['a', 'b'])` to throw", 50, '…')).toBe(
      "expected `updateAt({ … [] }, ['a', 'b'])` to throw",
    ));
  test.each([
    ['one long word', 'a'.repeat(90)],
    ['wide letters', '語'.repeat(50)],
    ['letters of several code points', '👩‍👩‍👧'.repeat(40)],
    ['spaces', `${'a '.repeat(60)}`],
  ])('never wider than it may be: %s', (_, text) => {
    for (const columns of [12, 13, 40, 41]) {
      expect(stringWidth(cutMiddle(text, columns, '…'))).toBeLessThanOrEqual(columns);
      expect(stringWidth(cutMiddle(text, columns, '...'))).toBeLessThanOrEqual(columns);
    }
  });
});
