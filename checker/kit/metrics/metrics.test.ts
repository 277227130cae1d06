import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Metrics } from './metrics.ts';
import { readMetrics } from './read-metrics.ts';

const example = `# HELP jobs_done_total Jobs that are done.\\nAll of them, and C:\\\\temp.
# TYPE jobs_done_total counter
jobs_done_total{type="mail",host="a"} 3
jobs_done_total { type = "x \\"y\\" \\\\ \\n {,}" , } 4.5e1 1700000000000

# a comment
# TYPE depth gauge
depth -1
depth_max +Inf
# TYPE took_seconds histogram
took_seconds_bucket{type="mail",le="0.1"} 1
took_seconds_bucket{type="mail",le="2.5"} 2
took_seconds_bucket{type="mail",le="+Inf"} 3
took_seconds_sum{type="mail"} 7.5
took_seconds_count{type="mail"} 3
took_seconds_bucket{le="1"} 0
took_seconds_bucket{le="+Inf"} 0
took_seconds_sum 0
took_seconds_count 0
`;

describe('a text in the format', () => {
  it('gives families with their types and helps', () => {
    const { families } = read(example);
    expect(families.map(({ name, type, help }) => [name, type, help])).toEqual([
      ['jobs_done_total', 'counter', 'Jobs that are done.\nAll of them, and C:\\temp.'],
      ['depth', 'gauge', null],
      ['depth_max', null, null],
      ['took_seconds', 'histogram', null],
    ]);
  });

  it('gives values by name and labels, escapes undone', () => {
    const metrics = read(example);
    expect(metrics.value('jobs_done_total', { host: 'a', type: 'mail' })).toBe(3);
    expect(metrics.value('jobs_done_total', { type: 'x "y" \\ \n {,}' })).toBe(45);
    expect(metrics.value('jobs_done_total', { type: 'mail' })).toBeNull();
    expect(metrics.value('depth')).toBe(-1);
    expect(metrics.value('depth_max')).toBe(Infinity);
    expect(metrics.samples('jobs_done_total', { type: 'mail' }).map(({ line }) => line)).toEqual([3]);
    expect(metrics.samples('took_seconds_count').map(({ value }) => value)).toEqual([3, 0]);
  });

  it('puts histograms together by their labels', () => {
    const [mail, bare] = read(example).histograms('took_seconds');
    expect(mail?.labels).toEqual({ type: 'mail' });
    expect(mail?.buckets.map(({ le, value }) => [le, value])).toEqual([
      [0.1, 1],
      [2.5, 2],
      [Infinity, 3],
    ]);
    expect([mail?.sum?.value, mail?.count?.value]).toEqual([7.5, 3]);
    expect(bare?.labels).toEqual({});
    expect(read(example).histograms('depth')).toEqual([]);
  });

  it('may be empty', () => expect(read('').families).toEqual([]));

  it('gives what was written, whatever stands in labels', () => {
    const labels = fc.dictionary(
      fc.stringMatching(/^[a-z][a-z0-9_]{0,5}$/),
      fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '\n')),
    );
    fc.assert(
      fc.property(labels, fc.double({ noNaN: true }), (given, value) => {
        const pairs = Object.entries(given).map(([name, text]) => `${name}="${escaped(text)}"`);
        const text = `a_total{${pairs.join(',')}} ${spell(value)}\n`;
        const [sample] = read(text).samples('a_total');
        expect(sample?.labels).toEqual({ ...given });
        expect(sample?.value === value).toBe(true);
      }),
    );
  });

  it('never throws, and names a line of the text', () => {
    const piece = fc.constantFrom(
      'a',
      '{',
      '}',
      '"',
      '\\',
      'le',
      '=',
      ',',
      ' ',
      '\t',
      '1',
      '#',
      '# TYPE ',
      'counter',
      '\n',
      'é',
      '\0',
      '__proto__',
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          const result = readMetrics(text);
          if (!result.ok) expect(text.split('\n')[result.fault.line - 1]).toBe(result.fault.text);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is read in linear time', () => {
    const hostile = `a{b="${'\\\\'.repeat(100_000)}\n`;
    const many = `a{${'b="c",'.repeat(50_000)}} 1\n`;
    const blanks = `a${' '.repeat(200_000)}b\n`;
    const began = performance.now();
    for (const text of [hostile, many, blanks]) expect(readMetrics(text).ok).toBe(false);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

describe('what is no such text', () => {
  it.each([
    ['a 1', 1, 'no line feed'],
    ['a 1\r\n', 1, 'carriage return'],
    ['a 1\nb{x="\u0000"} 2\n', 2, 'NUL'],
    ['1a 1\n', 1, 'no name'],
    ['{"jobs.done"} 1\n', 1, 'no name'],
    ['a\n', 1, 'no value'],
    ['a{} \n', 1, 'no value'],
    ['a one\n', 1, 'no number'],
    ['a 1,5\n', 1, 'no number'],
    ['a undefined\n', 1, 'no number'],
    ['a 0x10\n', 1, 'no number'],
    ['a 1 2.5\n', 1, 'no timestamp'],
    ['a 1 2 3\n', 1, 'after the timestamp'],
    ['a{x=1} 1\n', 1, 'label="value"'],
    ["a{x='1'} 1\n", 1, 'label="value"'],
    ['a{x="1" y="2"} 1\n', 1, 'neither a comma'],
    ['a{x="1",,y="2"} 1\n', 1, 'label="value"'],
    ['a{x="1"\n', 1, 'neither a comma'],
    ['a{x="1\n', 1, 'closing quotation mark'],
    ['a{x="C:\\temp"} 1\n', 1, '\\t'],
    ['a{x-y="1"} 1\n', 1, 'label="value"'],
    ['a{x="1",x="2"} 1\n', 1, 'twice'],
    ['a{__proto__="1"} 1\n', 1, 'underscores'],
    ['a 1\n\na 2\n', 3, 'line 1'],
    ['a{x="1",y="2"} 1\na{y="2",x="1"} 1\n', 2, 'line 1'],
    ['a{x="1"} 1\nb 2\na{x="2"} 1\n', 3, 'two places'],
    ['# TYPE a count\n', 1, 'no type'],
    ['# TYPE a\n', 1, 'no type'],
    ['# TYPE\n', 1, 'no name'],
    ['# TYPE a counter\n# TYPE a counter\n', 2, 'second TYPE'],
    ['# HELP a b\n# HELP a b\n', 2, 'second HELP'],
    ['# HELP a \\b\n', 1, 'backslash'],
    ['a 1\n# TYPE a counter\n', 2, 'after its first sample'],
    ['# TYPE a counter\na -1\n', 2, 'from 0 upwards'],
    ['# TYPE a counter\na NaN\n', 2, 'from 0 upwards'],
    ['# TYPE h histogram\nh 1\n', 2, 'bare name'],
    [histogram('h_bucket{le="+Inf"} 1', 'h_sum 1'), 2, 'h_count'],
    [histogram('h_bucket{le="+Inf"} 1', 'h_count 1'), 2, 'h_sum'],
    [histogram('h_bucket{le="1"} 1', 'h_sum 1', 'h_count 1'), 2, '+Inf'],
    [histogram('h_bucket{le="+Inf"} 1', 'h_sum 1', 'h_count 2'), 4, '_count is 2'],
    [histogram('h_bucket{le="1"} 3', 'h_bucket{le="+Inf"} 2', 'h_sum 1', 'h_count 2'), 3, 'holds less'],
    [histogram('h_bucket{le="+Inf"} 2', 'h_bucket{le="1"} 2', 'h_sum 1', 'h_count 2'), 2, 'order'],
    [
      histogram(
        'h_bucket{le="1"} 2',
        'h_bucket{le="1.0"} 2',
        'h_bucket{le="+Inf"} 2',
        'h_sum 1',
        'h_count 2',
      ),
      3,
      'twice',
    ],
    [histogram('h_bucket{x="1"} 2', 'h_sum 1', 'h_count 2'), 2, 'label le'],
    [histogram('h_bucket{le="many"} 2', 'h_sum 1', 'h_count 2'), 2, 'label le'],
    [histogram('h_bucket{le="Infinity"} 2', 'h_sum 1', 'h_count 2'), 2, 'le="+Inf"'],
    [histogram('h_sum 1', 'h_count 2'), 2, '+Inf'],
  ])('%j: line %i', (text, line, problem) => {
    const result = readMetrics(text);
    expect(result.ok ? 'read' : result.fault).toMatchObject({
      line,
      problem: expect.stringContaining(problem),
    });
  });
});

function read(text: string): Metrics {
  const result = readMetrics(text);
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.metrics;
}

function histogram(...lines: readonly string[]): string {
  return `# TYPE h histogram\n${lines.map((line) => `${line}\n`).join('')}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function spell(value: number): string {
  return Math.abs(value) === Infinity ? (value < 0 ? '-Inf' : '+Inf') : String(value);
}
