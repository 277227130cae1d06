import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { expectGolden } from '../../test/golden.ts';
import { renderCtrf } from './ctrf.ts';
import type { Entry } from './entry.ts';
import { hostileClass, sampleClass } from './samples/class.ts';
import { isSafe } from './sanitize.ts';

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(
  JSON.parse(readFileSync(new URL('samples/ctrf.schema.json', import.meta.url), 'utf8')),
);

function documentOf(entries: readonly Entry[]) {
  const document = JSON.parse(renderCtrf(entries));
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  return document;
}

test.each([
  ['a class', sampleClass],
  ['one submission', sampleClass.slice(1, 2)],
  ['one that could not be judged', sampleClass.slice(3, 4)],
  ['nobody', []],
  ['hostile texts', hostileClass],
])('%s fits the schema of the format', (_, entries) => {
  documentOf(entries);
});

test('the schema does refuse', () => {
  const document = documentOf(sampleClass);
  document.results.tests[0].status = 'blocked';
  expect(validate(document)).toBe(false);
});

test('the sums are those of the tests, and no verdict is lost', () => {
  const { results } = documentOf(sampleClass);
  const counted: Record<string, number> = { passed: 0, failed: 0, skipped: 0, pending: 0, other: 0 };
  for (const { status } of results.tests) counted[status] = (counted[status] ?? 0) + 1;
  expect(results.summary).toMatchObject({ ...counted, tests: results.tests.length, suites: 6 });
  expect(new Set(results.tests.map(({ rawStatus }: { rawStatus: string }) => rawStatus))).toEqual(
    new Set(['passed', 'failed', 'blocked', 'inconclusive', 'not-run', 'refused', 'empty', 'unknown']),
  );
});

test('no text is left that could steer a terminal, also once the JSON is read', () => {
  expect(isSafe(renderCtrf(hostileClass).replaceAll('\n', ''))).toBe(true);
  const texts: string[] = [];
  JSON.stringify(documentOf(hostileClass), (_, value) => {
    if (typeof value === 'string') texts.push(value);
    return value;
  });
  expect(texts.filter((text) => !isSafe(text))).toEqual([]);
});

test('the form', () => {
  expectGolden('report/mixture.ctrf.json', renderCtrf(sampleClass.slice(1, 2)));
});
