import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encode } from './encode.ts';

test('says what JSON.stringify says, in ASCII', () => {
  const plain = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' });
  fc.assert(
    fc.property(plain, (value) => {
      const text = encode(value);
      expect(text).toMatch(/^[\x20-\x7e]*$/);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 200 },
  );
});

test('every number comes back as it was', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(JSON.parse(encode(number))).toBe(number === 0 ? 0 : number);
    }),
  );
});

test('a text with lone surrogates comes back as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
      const text = String.fromCharCode(...units);
      expect(JSON.parse(encode(text))).toBe(text);
    }),
  );
});

test.each<[string, unknown, unknown]>([
  ['not a number', Number.NaN, null],
  ['infinity', [Number.NEGATIVE_INFINITY], [null]],
  ['a bigint', 2n ** 70n, '1180591620717411303424'],
  ['nothing', undefined, null],
  ['a function, a symbol and nothing in a list', [() => 1, Symbol('s'), undefined, 1], [null, null, null, 1]],
  ['the same in a record', { a: () => 1, b: Symbol('s'), c: undefined, d: 1 }, { d: 1 }],
  ['holes of a list', Object.assign([], { length: 2 }), [null, null]],
  [
    'keys that are no own ones',
    Object.create({ inherited: 1 }, { hidden: { value: 1, enumerable: false } }),
    {},
  ],
  ['a key named __proto__', JSON.parse('{"__proto__": 1}'), JSON.parse('{"__proto__": 1}')],
  ['a record without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
])('%s', (_, value, expected) => {
  expect(JSON.parse(encode(value))).toEqual(expected);
});

describe('what a hostile or careless module hands over', () => {
  test('toJSON is never called', () => {
    const value = {
      kept: 1,
      toJSON: () => {
        throw new Error('called');
      },
    };
    expect(encode([value, new Date(0)])).toBe('[{"kept":1},{}]');
  });

  test('a getter that throws, a proxy that throws and a revoked one are named in their place', () => {
    const getter = {
      get secret() {
        throw new Error('no');
      },
    };
    const proxy = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('no');
        },
      },
    );
    const { proxy: revoked, revoke } = Proxy.revocable([], {});
    revoke();
    const list = new Proxy([1], {
      get() {
        throw new Error('no');
      },
    });
    expect(JSON.parse(encode({ before: 1, getter, proxy, revoked, list, after: 2 }))).toEqual({
      before: 1,
      getter: '[unreadable]',
      proxy: '[unreadable]',
      revoked: '[unreadable]',
      list: '[unreadable]',
      after: 2,
    });
  });

  test('what stands in itself ends at once, also where it could go round in many ways', () => {
    const node: Record<string, unknown> = { name: 'node' };
    for (const way of ['next', 'previous', 'owner', 'self']) node[way] = { node, list: [node, node] };
    expect(JSON.parse(encode(node))).toMatchObject({
      name: 'node',
      next: { node: '[stands in itself]', list: ['[stands in itself]', '[stands in itself]'] },
    });
  });

  test('what merely stands in two places is written twice', () => {
    const shared = { a: 1 };
    expect(JSON.parse(encode([shared, shared]))).toEqual([shared, shared]);
  });

  test('what is deeper than any answer needs to be is cut there', () => {
    let deep: unknown = 'bottom';
    for (let at = 0; at < 100_000; at++) deep = [deep];
    const text = encode(deep);
    expect(text).toContain('[too deep]');
    expect(text).not.toContain('bottom');
    expect(() => JSON.parse(text)).not.toThrow();
  });

  test('a getter that makes up new objects for ever comes to an end too', () => {
    const endless = (): object => ({
      get more() {
        return endless();
      },
    });
    expect(encode(endless())).toContain('[too deep]');
  });
});
