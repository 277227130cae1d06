import { expect, test } from 'vitest';
import { takeToken } from '../src/index.ts';

const policy = { capacity: 3, refillPerSecond: 2 };
const now = Date.parse('2026-03-01T12:00:00.000Z');

test('a bucket that nobody has used is full: three get through, the fourth does not', () => {
  let state: Parameters<typeof takeToken>[0] = null;
  const told = [];
  for (let asked = 0; asked < 4; asked += 1) {
    const taken = takeToken(state, now, policy);
    told.push([taken.allowed, taken.remaining]);
    state = taken.state;
  }
  expect(told).toEqual([
    [true, 2],
    [true, 1],
    [true, 0],
    [false, 0],
  ]);
});

test('half a token is half a token', () => {
  const early = takeToken({ level: 0, at: now }, now + 250, policy);
  expect(early.allowed).toBe(false);
  expect(takeToken(early.state, now + 500, policy).allowed).toBe(true);
});

test('a bucket does not hold more than it can', () => {
  expect(takeToken({ level: 0, at: now }, now + 3_600_000, policy).remaining).toBe(2);
});

test('says in how many seconds there is one token more', () => {
  const slow = { capacity: 10, refillPerSecond: 0.1 };
  expect(takeToken({ level: 1, at: now }, now, slow)).toMatchObject({ allowed: true, resetSeconds: 10 });
  expect(takeToken({ level: 0, at: now }, now + 5000, slow)).toMatchObject({
    allowed: false,
    resetSeconds: 5,
  });
});
