import { expect, test } from 'vitest';
import { judgeSurface } from './judge-surface.ts';
import { parseSources } from './parse-sources.ts';

function judge(text: string, values: readonly string[], types: readonly string[]): string[] {
  const sources = parseSources(new Map([['src/index.ts', text]]));
  return judgeSurface(sources, { file: 'src/index.ts', values, types }).map(
    ({ place }) => `${place.line}: ${place.text}`,
  );
}

test.each([
  ['export { a, type A } from "./a.ts"; export type { B as C } from "./b.ts";', ['a'], ['A', 'C']],
  ['export function f(a: 1): 1; export function f(a: unknown) { return a; }', ['f'], []],
  ['export const { a, b: [c] } = x; export let d = 1; export class E {}', ['a', 'c', 'd', 'E'], []],
  ['export interface I {} export type T = 1; interface Own {}', [], ['I', 'T']],
  ['export default 1; export * as all from "./a.ts";', ['all', 'default'], []],
  ['const a = 1; export { a as b };', ['b'], []],
])('%s', (text, values, types) => {
  expect(judge(text, values, types)).toEqual([]);
});

test.each([
  ['export { a, b } from "./a.ts";', ['1: the value b is exported, and is not on the list']],
  ['export { a, type B } from "./a.ts";', ['1: the type B is exported, and is not on the list']],
  ['export * from "./a.ts";', ['1: `export *` passes on whatever stands in that file, now and later']],
  ['export type { a } from "./a.ts";', ['1: a is exported as a type, and stands on the list as a value']],
  ['const a = 1;', ['1: the value a is not exported here']],
  [
    'export { a } from "./a.ts";\nexport default a;',
    ['2: the value default is exported, and is not on the list'],
  ],
])('where `a` is the list, not %s', (text, found) => {
  expect(judge(text, ['a'], [])).toEqual(found);
});

test('a file that is not there exports nothing', () => {
  const sources = parseSources(new Map());
  expect(judgeSurface(sources, { file: 'src/index.ts', values: ['a'], types: [] })).toHaveLength(1);
});
