import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Call, findOrder, findUnexplained, type Model } from './find-order.ts';

interface Access extends Call {
  readonly name: string;
  readonly write?: number;
  readonly read?: number;
}

/** A register that begins as 0. */
const register: Model<number, Access> = {
  start: 0,
  step: (value, { write, read }) => write ?? (read === value ? value : null),
  keyOf: String,
};

function write(name: string, value: number, sentAtMs: number, cameAtMs: number): Access {
  return { name, write: value, sentAtMs, cameAtMs };
}

function read(name: string, value: number, sentAtMs: number, cameAtMs: number): Access {
  return { name, read: value, sentAtMs, cameAtMs };
}

function names(calls: readonly Access[] | null): string | null {
  return calls?.map(({ name }) => name).join(' ') ?? null;
}

test.each<[string, Access[], string | null]>([
  ['nothing happened', [], ''],
  ['a read sees what was written before', [write('w', 1, 0, 1), read('r', 1, 2, 3)], 'w r'],
  ['a read does not see what was overwritten', [write('w', 1, 0, 1), read('r', 0, 2, 3)], null],
  ['a read may see a write that is under way', [write('w', 1, 0, 9), read('r', 1, 2, 3)], 'w r'],
  ['or not yet', [write('w', 1, 0, 9), read('r', 0, 2, 3)], 'r w'],
  ['but a later read never sees less', [write('w', 1, 0, 9), read('r', 1, 2, 3), read('s', 0, 4, 5)], null],
  [
    'two reads under way may see a write in either order',
    [write('w', 1, 0, 9), read('r', 1, 2, 6), read('s', 0, 4, 7)],
    's w r',
  ],
  ['a value from nowhere', [write('w', 1, 0, 9), read('r', 2, 2, 3)], null],
  ['moments that meet may stand in either order', [write('w', 1, 0, 2), read('r', 0, 2, 3)], 'r w'],
])('%s', (_, calls, order) => {
  expect(names(findOrder(calls, register))).toBe(order);
});

test('calls under way may have taken effect, or not', () => {
  const pending = [write('w', 1, 0, 100)];
  expect(findOrder([read('r', 1, 2, 3)], register, pending)).not.toBeNull();
  expect(findOrder([read('r', 0, 2, 3)], register, pending)).not.toBeNull();
  expect(findOrder([read('r', 1, 2, 3), read('s', 0, 4, 5)], register, pending)).toBeNull();
});

test('the shortest beginning without an order ends with what cannot be explained', () => {
  const history = [
    write('w', 1, 0, 1),
    write('x', 2, 2, 20),
    read('stale', 0, 3, 5),
    read('later', 2, 30, 31),
  ];
  const found = findUnexplained(history, register);
  expect(names(found?.answered ?? null)).toBe('w stale');
  expect(names(found?.pending ?? null)).toBe('x');
  expect(findUnexplained(history.slice(0, 2), register)).toBeNull();
});

/** Every order, tried one after the other. */
function hasOrder(calls: readonly Access[], value = register.start): boolean {
  if (calls.length === 0) return true;
  return calls.some((call) => {
    if (calls.some((other) => other.cameAtMs < call.sentAtMs)) return false;
    const next = register.step(value, call);
    return (
      next !== null &&
      hasOrder(
        calls.filter((other) => other !== call),
        next,
      )
    );
  });
}

test('it finds an order exactly where one exists', () => {
  const access = fc
    .record({ isWrite: fc.boolean(), value: fc.nat(2), sentAtMs: fc.nat(12), lasts: fc.nat(6) })
    .map(({ isWrite, value, sentAtMs, lasts }) =>
      (isWrite ? write : read)('', value, sentAtMs, sentAtMs + lasts),
    );
  fc.assert(
    fc.property(fc.array(access, { maxLength: 6 }), (calls) => {
      const order = findOrder(calls, register);
      expect(order !== null).toBe(hasOrder(calls));
      if (order === null) return;
      expect(new Set(order)).toEqual(new Set(calls));
      expect(
        order.reduce<number | null>((value, call) => (value === null ? null : register.step(value, call)), 0),
      ).not.toBeNull();
      for (const [at, call] of order.entries())
        for (const later of order.slice(at + 1)) expect(later.cameAtMs).toBeGreaterThanOrEqual(call.sentAtMs);
    }),
    { numRuns: 500 },
  );
});

test('sixty calls, six at a time, are searched at once', () => {
  const calls = Array.from({ length: 60 }, (_, at) =>
    at % 2 === 0 ? write('', at, at, at + 6) : read('', at - 1, at, at + 6),
  );
  const started = performance.now();
  expect(findOrder([...calls, read('', 1, 100, 101)], register)).toBeNull();
  expect(performance.now() - started).toBeLessThan(5000);
});
