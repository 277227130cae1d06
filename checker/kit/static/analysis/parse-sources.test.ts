import { expect, test } from 'vitest';
import type { StructureRules } from '../finding.ts';
import { judgeGlobals } from './judge-globals.ts';
import { judgeLayers } from './judge-layers.ts';
import { parseSources } from './parse-sources.ts';

const rules: StructureRules = {
  kind: 'program',
  entry: 'src/main.ts',
  entries: [],
  layers: {},
  boundaries: {},
  surface: null,
  imports: { packages: [] },
};

function judgeAll(source: string, path = 'src/a.ts'): string[] {
  const sources = parseSources(new Map([[path, source]]));
  const submission = { files: new Set([path]), aliases: {} };
  return [
    ...sources.unreadable,
    ...judgeGlobals(sources, rules),
    ...judgeLayers(sources, rules, submission),
  ].map(({ place }) => `${place.line}: ${place.text}`);
}

test.each([
  ['parentheses', `const x = ${'('.repeat(50_000)}1${')'.repeat(50_000)};`],
  ['arrays', `const x = ${'['.repeat(50_000)}${']'.repeat(50_000)};`],
  ['blocks', `function f() ${'{'.repeat(50_000)}${'}'.repeat(50_000)}`],
  ['a sum', `const x = ${'1 + '.repeat(50_000)}1;`],
  ['types', `type X = ${'Array<'.repeat(20_000)}string${'>'.repeat(20_000)};`],
  ['else if', `function f(a: number) { ${'if (a) {} else '.repeat(20_000)}{} }`],
  ['methods', `const x = a${'.b()'.repeat(20_000)};`],
])('refuses to follow %s too deep', (_what, source) => {
  expect(judgeAll(source)).toEqual(['1: it is nested too deeply to be read']);
});

test('reads what is as deep as honest code gets', () => {
  expect(judgeAll(`export const f = () => ${'['.repeat(150)}${']'.repeat(150)};`)).toEqual([]);
});

test.each([
  ['an empty file', ''],
  ['a byte order mark', '\ufeffexport const a = 1;'],
  ['carriage returns', 'export const a = 1;\r\nexport const b = 2;\r\n'],
  ['a first line for the shell', '#!/usr/bin/env node\nexport const a = 1;'],
  ['nothing but a comment', '/* let a = 1; */'],
])('reads %s', (_what, source) => {
  expect(judgeAll(source)).toEqual([]);
});

test('counts lines by any line break', () => {
  expect(judgeAll('\ufeff\r\n\r\nlet a = 1;')).toEqual([expect.stringMatching(/^3: /)]);
});

test.each(['const = 1;', 'export function f( {', 'let a = `', '\u0000\u0001\u0002', 'class {'])(
  'says of %j that it does not parse, and does not let it pass',
  (source) => {
    expect(judgeAll(source)).toHaveLength(1);
  },
);

test('judges the other files although one does not parse', () => {
  const sources = parseSources(
    new Map([
      ['src/a.ts', 'const = 1;'],
      ['src/b.ts', 'let b = 1;'],
    ]),
  );
  expect(sources.unreadable.map(({ place }) => place.file)).toEqual(['src/a.ts']);
  expect(judgeGlobals(sources, rules).map(({ place }) => place.file)).toEqual(['src/b.ts']);
});

test('JavaScript is no hiding place', () => {
  expect(judgeAll('let a = 1;', 'src/a.js')).toHaveLength(1);
});
