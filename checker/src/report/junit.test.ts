import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { expectGolden } from '../../test/golden.ts';
import type { JudgeResult } from '../judge/verdict.ts';
import { isJudged } from './entry.ts';
import { renderClassJunit, renderJunit } from './junit.ts';
import { hostileClass, sampleClass } from './samples/class.ts';
import { sampleExercise } from './samples/exercise.ts';
import { hostileObservation } from './samples/hostile.ts';
import { allPassed, disaster, interrupted, judged, mixture, starter } from './samples/results.ts';
import { toReport } from './to-report.ts';

const schema = readFileSync(new URL('samples/junit.xsd', import.meta.url), 'utf8');

function faults(result: JudgeResult): Promise<readonly string[]> {
  return faultsIn(renderJunit(toReport(sampleExercise, result)));
}

async function faultsIn(contents: string): Promise<readonly string[]> {
  const { errors } = await validateXML({ xml: { fileName: 'report.xml', contents }, schema });
  return errors.map((error) => error.message);
}

test.each(Object.entries({ allPassed, disaster, interrupted, mixture, starter }))(
  '%s is valid',
  async (_, result) => {
    expect(await faults(result)).toEqual([]);
  },
);

test('the schema does refuse', async () => {
  const contents = renderJunit(toReport(sampleExercise, mixture)).replace(' message=', ' mesage=');
  const { errors } = await validateXML({ xml: { fileName: 'report.xml', contents }, schema });
  expect(errors.length).toBeGreaterThan(0);
});

test('hostile text stays text', async () => {
  const result = judged({
    adds: { kind: 'failed', observation: hostileObservation },
    lists: { kind: 'inconclusive', cause: ']]><x a="\u0000&', hint: '<!--\ufffe' },
  });
  expect(await faults(result)).toEqual([]);
  const xml = renderJunit(toReport(sampleExercise, result));
  expect(xml).toContain('message="]]&gt;&lt;x a=&quot;\\x00&amp;"');
  expect(xml.match(/<testcase /g)).toHaveLength(19);
});

test.each([
  ['a class', sampleClass],
  ['a hostile class', hostileClass],
  ['nobody', []],
])('%s is one file, a suite each, and valid', async (_, entries) => {
  const xml = renderClassJunit(entries);
  expect(await faultsIn(xml)).toEqual([]);
  expect(xml.match(/<testsuite /g) ?? []).toHaveLength(entries.length);
});

test('the totals of a class are those of its suites', () => {
  const reports = sampleClass.filter(isJudged).map(({ report }) => report);
  const failures = reports.reduce((sum, { counts }) => sum + counts.failed, 0);
  const errors = reports.reduce((sum, { counts }) => sum + counts.inconclusive, 3);
  const tests = reports.reduce((sum, { requirements }) => sum + requirements.length, 3);
  expect(renderClassJunit(sampleClass)).toContain(
    `<testsuites name="backend-workbook" tests="${tests}" failures="${failures}" errors="${errors}"`,
  );
});

test('the form', () => {
  expectGolden('report/mixture.junit.xml', renderJunit(toReport(sampleExercise, mixture)));
});
