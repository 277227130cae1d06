import { expect, test } from 'vitest';
import type { TraceEvent } from '../../judge/observation.ts';
import { pivotOf, readMoments } from './moments.ts';

function begin(lane: string): TraceEvent {
  return { atMs: 0, lane, event: 'begins', phase: 'begin' };
}
function end(lane: string): TraceEvent {
  return { atMs: 0, lane, event: 'ends', phase: 'end' };
}

test('what runs, and how many of what is bounded', () => {
  const trace = [begin('a'), begin('x'), begin('b'), end('a'), end('x')];
  const moments = readMoments({ trace, bound: { what: 'tasks', limit: 5, lanes: ['a', 'b'] } });
  expect(moments.map(({ atOnce }) => atOnce)).toEqual([1, 1, 2, 1, 1]);
  expect(moments.map(({ running }) => [...running].join(''))).toEqual(['a', 'ax', 'axb', 'xb', 'b']);
});

test('intervals of one lane may lie within each other', () => {
  const moments = readMoments({ trace: [begin('a'), begin('a'), end('a'), end('a')] });
  expect(moments.map(({ atOnce, running }) => [atOnce, running.has('a')])).toEqual([
    [1, true],
    [2, true],
    [1, true],
    [0, false],
  ]);
});

test('an end that nothing began is a point, and counts nothing', () => {
  const [first, second] = readMoments({ trace: [end('a'), begin('a')] });
  expect([first?.shape, first?.atOnce, second?.atOnce]).toEqual(['point', 0, 1]);
});

test('the first excess over the bound is where the promise broke, unless the trace says where', () => {
  const bound = { what: 'tasks', limit: 1 };
  const trace = [begin('a'), begin('b'), end('a'), begin('c')];
  const found = readMoments({ trace, bound });
  expect(found.map(({ broken }) => broken)).toEqual([false, true, false, false]);
  expect(pivotOf(found)).toBe(1);
  const told = trace.map((event, index) => (index === 3 ? { ...event, broken: true } : event));
  expect(readMoments({ trace: told, bound }).map(({ broken }) => broken)).toEqual([
    false,
    false,
    false,
    true,
  ]);
});

test('without a break everything leads to the last event', () => {
  expect(pivotOf(readMoments({ trace: [begin('a'), end('a')] }))).toBe(1);
  expect(pivotOf([])).toBe(-1);
});
