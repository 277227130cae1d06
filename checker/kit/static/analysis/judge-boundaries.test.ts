import { expect, test } from 'vitest';
import type { StructureRules } from '../finding.ts';
import { judgeBoundaries } from './judge-boundaries.ts';
import { parseSources } from './parse-sources.ts';

const rules: StructureRules = {
  kind: 'module',
  entry: 'src/index.ts',
  entries: [],
  layers: {},
  boundaries: { orders: '#orders', pricing: '#pricing' },
  surface: null,
  imports: { packages: [] },
};
const aliases = { '#*': './src/*/index.ts', '#deep/*': './src/*', '#round': './src/pricing/round.ts' };
const layout = {
  'src/index.ts': '',
  'src/shop.ts': '',
  'src/orders/index.ts': '',
  'src/orders/book.ts': '',
  'src/pricing/index.ts': '',
  'src/pricing/round.ts': '',
};

function judge(files: Record<string, string>, names: Readonly<Record<string, unknown>> = aliases): string[] {
  const texts = new Map(Object.entries({ ...layout, ...files }).filter(([, text]) => text !== 'gone'));
  const submission = { files: new Set(texts.keys()), aliases: names };
  return judgeBoundaries(parseSources(texts), rules, submission).map(
    ({ place }) => `${place.file}:${place.line}: ${place.text}`,
  );
}

test.each([
  ['src/shop.ts', 'import { a } from "#orders"; export type { B } from "#pricing";'],
  ['src/orders/book.ts', 'import type { A } from "#pricing"; import "./index.ts"; import "../shop.ts";'],
  ['src/index.ts', 'export { a } from "./shop.ts"; import "node:fs"; import "express";'],
])('%s may: %s', (file, source) => {
  expect(judge({ [file]: source })).toEqual([]);
});

test.each([
  [
    'src/orders/book.ts',
    'import "../pricing/round.ts";',
    /reaches past the index of pricing, to src\/pricing\/round/,
  ],
  ['src/orders/book.ts', 'import type { R } from "../pricing/round.ts";', /reaches past/],
  ['src/orders/book.ts', 'type R = import("../pricing/round.ts").R;', /reaches past/],
  ['src/orders/book.ts', 'const url = new URL("../pricing/round.ts", import.meta.url);', /reaches past/],
  ['src/orders/book.ts', 'import "#round";', /#round reaches past the index of pricing/],
  ['src/orders/book.ts', 'import "#deep/pricing/round.ts";', /reaches past the index of pricing/],
  ['src/shop.ts', 'export * from "./pricing/round.ts";', /reaches past the index of pricing/],
  [
    'src/shop.ts',
    'import "./pricing/index.ts";',
    /is the way to a file of the package pricing, not its name/,
  ],
  ['src/shop.ts', 'import "#deep/pricing/index.ts";', /not its name/],
  [
    'src/pricing/round.ts',
    'import "#pricing";',
    /pricing imports its own src\/pricing\/index.ts by the name/,
  ],
])('%s may not: %s', (file, source, reason) => {
  const found = judge({ [file]: source });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(reason);
  expect(found[0]?.startsWith(`${file}:1: `)).toBe(true);
});

test('each package has an index, and its name leads there', () => {
  expect(judge({ 'src/orders/index.ts': 'gone' })).toEqual([
    'src/orders/index.ts:1: there is no src/orders/index.ts: the package orders has no door',
  ]);
  expect(judge({}, { '#orders': './src/orders/book.ts' })).toEqual([
    'package.json:1: #orders leads to src/orders/book.ts',
    'package.json:1: #pricing does not lead to src/pricing/index.ts',
  ]);
});
