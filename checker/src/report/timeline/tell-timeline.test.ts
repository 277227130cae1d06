import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { expectGolden } from '../../../test/golden.ts';
import { screen } from '../layout.ts';
import { type TerminalOptions, takePen } from '../pen.ts';
import { hostileObservation } from '../samples/hostile.ts';
import { busyPool, collidingWriters, crowdedPool } from '../samples/traces.ts';
import { isSafe } from '../sanitize.ts';
import type { Timed } from './moments.ts';
import { tellTimeline } from './tell-timeline.ts';

const usual: TerminalOptions = { columns: 80, color: false, verbose: false, unicode: true };
const samples: Readonly<Record<string, Timed>> = {
  writers: { trace: collidingWriters },
  pool: crowdedPool,
  busy: busyPool,
};
const looks: Readonly<Record<string, Partial<TerminalOptions>>> = {
  80: {},
  40: { columns: 40 },
  ascii: { unicode: false },
  plain: { plain: true },
};

function draw(timed: Timed, options: Partial<TerminalOptions> = {}): string {
  return screen(tellTimeline(timed, takePen({ ...usual, ...options })));
}

describe('timelines', () => {
  const all = Object.entries(samples).flatMap(([sample, timed]) =>
    Object.entries(looks).map(([look, options]) => [`${sample}-${look}`, timed, options] as const),
  );
  test.each(all)('%s', (name, timed, options) => expectGolden(`timeline/${name}.txt`, draw(timed, options)));

  test('in colour, which adds nothing but colour', () => {
    const coloured = draw(crowdedPool, { color: true });
    expectGolden('timeline/pool-color.txt', coloured);
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(draw(crowdedPool));
  });

  test('ASCII is ASCII', () => {
    for (const timed of Object.values(samples)) {
      expect(draw(timed, { unicode: false })).toMatch(/^[\x20-\x7e\n]*$/);
    }
  });

  test.each([30, 40, 59, 60, 80, 120])('%i columns hold every line, also of hostile texts', (columns) => {
    const hostile = { trace: hostileObservation.trace.flatMap((event) => [event, { ...event, lane: 'x' }]) };
    for (const timed of [...Object.values(samples), hostile]) {
      for (const options of [{}, { verbose: true }, { plain: true }]) {
        const text = draw(timed, { ...options, columns });
        expect(isSafe(text)).toBe(true);
        for (const line of text.split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
      }
    }
  });
});

test('the lane and the count of the excess are marked, by symbol and by word', () => {
  const lines = draw(crowdedPool).split('\n');
  const pointer = lines.find((line) => line.includes('here the promise broke'))?.indexOf('▲') ?? -1;
  expect(pointer).toBeGreaterThan(0);
  const at = (name: string) => lines.find((line) => line.trimStart().startsWith(name))?.[pointer];
  expect([at('task 4'), at('at once'), at('limit 2')]).toEqual(['✗', '3', '✗']);
  expect(draw(crowdedPool, { plain: true, columns: 120 })).toContain(
    'task 4  started ✗ here the promise broke: 3 tasks at once, at most 2 allowed',
  );
});

test('lanes that do not fit are counted; those of the break stay', () => {
  const text = draw({ trace: collidingWriters });
  expect(text).toContain('… 8 more lanes (-v shows them)');
  expect(text).toMatch(/^ +writer 5 .*✗/m);
  expect(text).toMatch(/^ +writer 2 /m);
  const whole = draw({ trace: collidingWriters }, { verbose: true });
  expect(whole).not.toContain('more lane');
  expect(whole.match(/^ {4}writer \d+ +├/gm)).toHaveLength(20);
});

test('one lane of moments is told as a list: there is nothing to draw', () => {
  const trace = [
    { atMs: 0, lane: 'judge', event: 'asked' },
    { atMs: 5, lane: 'judge', event: 'asked again', broken: true },
  ];
  expect(draw({ trace })).toBe(
    '    at 0 ms  judge  asked\n    at 5 ms  judge  asked again ✗ here the promise broke\n',
  );
});
