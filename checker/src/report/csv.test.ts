import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { expectGolden } from '../../test/golden.ts';
import { renderCsv } from './csv.ts';
import { type Entry, isJudged } from './entry.ts';
import { hostileClass, hostileNames, sampleClass } from './samples/class.ts';

function rowsOf(entries: readonly Entry[], delimiter = ','): Record<string, string>[] {
  return parse(renderCsv(entries), { columns: true, delimiter, record_delimiter: '\r\n' });
}

test('one row a submission, with its points', () => {
  const rows = rowsOf(sampleClass);
  expect(rows.map(({ submission, outcome }) => [submission, outcome])).toEqual([
    ['ada', 'passed'],
    ['grace', 'failed'],
    ['linus', 'failed'],
    ['mallory.zip', 'refused'],
    ['nobody', 'empty'],
    ['notes.pdf', 'unknown'],
  ]);
  for (const [index, entry] of sampleClass.entries()) {
    if (!isJudged(entry)) continue;
    const { points, requirements, provenance } = entry.report;
    expect(rows[index]).toMatchObject({
      earned: String(points.earned),
      judged: String(points.judged),
      possible: String(points.possible),
      core: String(points.core.earned),
      stretch: String(points.stretch.earned),
      digest: provenance.snapshot,
      ...Object.fromEntries(requirements.map(({ slug, verdict }) => [slug, verdict.kind])),
    });
  }
  expect(rows[1]?.note).toContain('not counted against the learner');
});

test('every record has as many cells as the header, and ends with CR LF', () => {
  const text = renderCsv([...sampleClass, ...hostileClass]);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const records: string[][] = parse(text, { record_delimiter: '\r\n' });
  expect(new Set(records.map(({ length }) => length)).size).toBe(1);
  expect(records).toHaveLength(1 + sampleClass.length + 2 * hostileNames.length);
});

test('no cell begins as a formula does, also where the semicolon separates', () => {
  const formula = /^["\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]/;
  const isDefused = (cell: string) => !formula.test(cell);
  const text = renderCsv(hostileClass);
  const records: string[][] = parse(text, { record_delimiter: '\r\n' });
  expect(records.flat().filter((cell) => !isDefused(cell))).toEqual([]);
  const torn = text.split(/[;\r\n]/);
  expect(torn.filter((cell) => !isDefused(cell))).toEqual([]);
  // The plain names among them would be taken for formulas, if nothing were done.
  expect(hostileNames.filter((name) => formula.test(name)).length).toBeGreaterThan(2);
});

test('several exercises share the table, each with its own columns', () => {
  const [ada, grace] = sampleClass;
  if (ada === undefined || grace === undefined || !isJudged(grace)) throw new Error('the sample has moved');
  const other = { ...grace.report, exercise: { ...grace.report.exercise, id: 'rest-api' } };
  const rows = rowsOf([ada, { submission: 'ada', report: other }]);
  expect(rows.map(({ exercise }) => exercise)).toEqual(['task-cli', 'rest-api']);
  expect(rows[0]?.['task-cli/adds']).toBe('passed');
  expect(rows[0]?.['rest-api/adds']).toBe('');
});

test('the form', () => {
  expectGolden('report/class.csv', renderCsv(sampleClass));
});
