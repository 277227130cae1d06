import { describe, expect, test } from 'vitest';
import { expectGolden } from '../../../../test/golden.ts';
import { hostileText } from '../../samples/hostile.ts';
import { busyPool, collidingWriters, crowdedPool } from '../../samples/traces.ts';
import { isSafe } from '../../sanitize.ts';
import type { Timed } from '../moments.ts';
import { renderTimelineSvg } from './render.ts';

function draw(timed: Timed, texts: { requirement?: string; promise?: string } = {}): string {
  return renderTimelineSvg({
    requirement: 'bounded',
    promise: 'Never more than two at once.',
    ...timed,
    ...texts,
  });
}

describe('pictures', () => {
  test.each([
    ['writers', { trace: collidingWriters }],
    ['pool', crowdedPool],
    ['busy', busyPool],
  ])('%s', (name, timed) => expectGolden(`timeline/${name}.svg`, draw(timed)));
});

test('it says to those who do not see it what it shows', () => {
  const svg = draw(crowdedPool);
  expect(svg).toContain('role="img" aria-labelledby="bounded-title bounded-desc"');
  expect(svg).toContain('<title id="bounded-title">What happened when: bounded</title>');
  expect(svg).toContain(
    '<desc id="bounded-desc">9 events in 6 lanes. At 4 ms, task 4: started: here the promise broke (3 tasks at once, at most 2 allowed).</desc>',
  );
});

test('texts are data in it, never markup, and nothing is fetched', () => {
  const trace = [
    { atMs: 0, lane: hostileText, event: `</text><script>alert(1)</script>${hostileText}` },
    { atMs: 1, lane: 'b', event: '"/><image href="https://example.org/x"/>', broken: true },
  ];
  const svg = draw({ trace, bound: { what: '<b>', limit: 1 } }, { promise: hostileText });
  expect(isSafe(svg)).toBe(true);
  expect(svg).not.toMatch(/<(script|image|b|testcase|\/failure)\b/);
  expect(svg).not.toContain(' href="http');
  const elements = [...svg.matchAll(/<([a-z]+)/g)].map(([, name]) => name);
  expect(new Set(elements)).toEqual(
    new Set(['svg', 'title', 'desc', 'style', 'rect', 'text', 'g', 'circle', 'path', 'line']),
  );
});

test('every shape stays within the picture', () => {
  for (const timed of [{ trace: collidingWriters }, crowdedPool, busyPool]) {
    const svg = draw(timed);
    const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
    const numbers = (name: string) =>
      [...svg.matchAll(new RegExp(` ${name}="(-?[\\d.]+)"`, 'g'))].map(([, value]) => Number(value));
    for (const x of ['x', 'x1', 'x2', 'cx'].flatMap(numbers)) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(Number(width));
    }
    for (const y of ['y', 'y1', 'y2', 'cy'].flatMap(numbers)) {
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(Number(height));
    }
  }
});
