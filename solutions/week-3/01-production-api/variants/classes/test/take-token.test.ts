import { describe, expect, test } from 'vitest';
import { takeToken } from '../src/index.ts';

type State = Parameters<typeof takeToken>[0];

const policy = { capacity: 4, refillPerSecond: 2 };
const now = Date.parse('2026-03-01T12:00:00.000Z');

/** Asks `count` times at one moment. */
function drain(count: number, state: State, at: number, rules = policy) {
  const taken = [];
  let left = state;
  for (let asked = 0; asked < count; asked += 1) {
    const answer = takeToken(left, at, rules);
    left = answer.state;
    taken.push(answer);
  }
  return taken;
}

test('who was never seen has a full bucket, and no more than that', () => {
  const answers = drain(6, null, now);
  expect(answers.map(({ allowed }) => allowed)).toEqual([true, true, true, true, false, false]);
  expect(answers.map(({ remaining }) => remaining)).toEqual([3, 2, 1, 0, 0, 0]);
});

test.each([
  { passed: 0, level: 0, allowed: false, left: 0 },
  { passed: 250, level: 0, allowed: false, left: 0.5 },
  { passed: 499, level: 0, allowed: false, left: 0.998 },
  { passed: 500, level: 0, allowed: true, left: 0 },
  { passed: 750, level: 0, allowed: true, left: 0.5 },
  { passed: 750, level: 1.5, allowed: true, left: 2 },
  { passed: 3_600_000, level: 0, allowed: true, left: 3 },
])('$level tokens and $passed ms later: $allowed, $left left', ({ passed, level, allowed, left }) => {
  const answer = takeToken({ level, at: now }, now + passed, policy);
  expect(answer.allowed).toBe(allowed);
  expect(answer.state.level).toBeCloseTo(left, 9);
  expect(answer.remaining).toBe(Math.floor(left));
});

test('a denial costs nothing: what came in between counts', () => {
  let state = takeToken({ level: 0, at: now }, now + 125, policy);
  for (let passed = 250; passed < 500; passed += 125) {
    expect(state.allowed).toBe(false);
    state = takeToken(state.state, now + passed, policy);
  }
  expect(takeToken(state.state, now + 500, policy).allowed).toBe(true);
});

test.each([
  { level: 0, seconds: 1 },
  { level: 0.25, seconds: 1 },
  { level: 1, seconds: 1 },
  { level: 3.5, seconds: 1 },
])('the next whole token is told in whole seconds, rounded up: $level', ({ level, seconds }) => {
  expect(takeToken({ level, at: now }, now, policy).resetSeconds).toBe(seconds);
});

test('a slow bucket says how long it really takes', () => {
  const slow = { capacity: 2, refillPerSecond: 0.25 };
  const [, second, third] = drain(3, null, now, slow);
  expect(second).toMatchObject({ allowed: true, remaining: 0, resetSeconds: 4 });
  expect(third).toMatchObject({ allowed: false, remaining: 0, resetSeconds: 4 });
  expect(takeToken(third?.state ?? null, now + 2000, slow).resetSeconds).toBe(2);
});

describe('a clock that goes back', () => {
  test('takes nothing away', () => {
    const answer = takeToken({ level: 2, at: now }, now - 60_000, policy);
    expect(answer).toMatchObject({ allowed: true, remaining: 1 });
  });

  test('pays nothing twice', () => {
    const back = takeToken({ level: 0, at: now }, now - 60_000, policy);
    expect(takeToken(back.state, now, policy).allowed).toBe(false);
  });
});

test('a bucket that became smaller holds no more than it can', () => {
  expect(takeToken({ level: 100, at: now }, now, policy).remaining).toBe(3);
});

test('what it was given stays as it was', () => {
  const state = Object.freeze({ level: 2, at: now });
  takeToken(state, now + 1000, Object.freeze(policy));
  expect(state).toEqual({ level: 2, at: now });
});
