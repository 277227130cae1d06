import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { expectGolden } from '../../test/golden.ts';
import type { JudgeResult } from '../judge/verdict.ts';
import { renderJunit } from './junit.ts';
import { sampleExercise } from './samples/exercise.ts';
import { hostileObservation } from './samples/hostile.ts';
import { allPassed, disaster, interrupted, judged, mixture, starter } from './samples/results.ts';
import { toReport } from './to-report.ts';

const schema = readFileSync(new URL('samples/junit.xsd', import.meta.url), 'utf8');

async function faults(result: JudgeResult): Promise<readonly string[]> {
  const contents = renderJunit(toReport(sampleExercise, result));
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

test('the form', () => {
  expectGolden('report/mixture.junit.xml', renderJunit(toReport(sampleExercise, mixture)));
});
