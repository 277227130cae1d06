import { describe, expect, test } from 'vitest';
import { Money } from '../src/index.ts';

const euro = (amount: string) => Money.of(amount, 'EUR');

describe('Money', () => {
  test.each([
    ['12', 1200n, '12.00 EUR'],
    ['12.5', 1250n, '12.50 EUR'],
    ['-0.05', -5n, '-0.05 EUR'],
    ['-0', 0n, '0.00 EUR'],
    ['90071992547409.93', 9007199254740993n, '90071992547409.93 EUR'],
  ])('%s is %d cents', (amount, minor, text) => {
    expect(euro(amount).minor).toBe(minor);
    expect(`${euro(amount)}`).toBe(text);
  });

  test.each(['', '1.234', '.5', '5.', '1e3', '+1'])('%j is no amount', (amount) => {
    expect(() => euro(amount)).toThrow(RangeError);
  });

  test('is exact', () => {
    expect(euro('0.10').plus(euro('0.20')).equals(euro('0.3'))).toBe(true);
    expect(euro('19.99').times(100).minor).toBe(199900n);
  });

  test('does not change, neither by operations nor by force', () => {
    const price = euro('2.50');
    price.plus(euro('1'));
    expect(() => Object.assign(price, { minor: 0n })).toThrow(TypeError);
    expect(`${price}`).toBe('2.50 EUR');
  });

  test('is a key', () => {
    const sold = new Map([[euro('2.50').key(), 3]]);
    expect(sold.get(euro('2.5').key())).toBe(3);
    expect(sold.get(Money.of('2.50', 'USD').key())).toBeUndefined();
  });

  test('keeps currencies apart', () => {
    expect(() => euro('1').plus(Money.of('1', 'USD'))).toThrow(TypeError);
    expect(euro('1').equals(Money.of('1', 'USD'))).toBe(false);
  });
});
