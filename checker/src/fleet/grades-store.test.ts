import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { mixture } from '../report/samples/results.ts';
import { openGradesStore } from './grades-store.ts';
import { holdGrades } from './hold-grades.ts';

const now = () => new Date(0);
const never = new AbortController().signal;

test('a result is found again by its key, by another run too', async () => {
  const folder = tempFolder();
  await openGradesStore(folder, now).write('k', mixture);
  expect(openGradesStore(folder, now).read('k')).toEqual(mixture);
  expect(openGradesStore(folder, now).read('other')).toBeNull();
});

test.each([
  ['cut off', (text: string) => text.slice(0, -20)],
  ['changed by hand', (text: string) => text.replace('"failed"', '"passed"')],
  ['of another version', (text: string) => text.replace('"version":1', '"version":2')],
  ['nothing', () => ''],
  ['something else', () => '[]'],
])('a result that is %s is none', async (_, change) => {
  const folder = tempFolder();
  const store = openGradesStore(folder, now);
  await store.write('k', mixture);
  const file = join(folder, 'results/k.json');
  const changed = change(readFileSync(file, 'utf8'));
  expect(changed).not.toBe(readFileSync(file, 'utf8'));
  writeFileSync(file, changed);
  expect(store.read('k')).toBeNull();
});

test('half a line of the journal does not spoil the next one', () => {
  const folder = tempFolder();
  openGradesStore(folder, now).note({ event: 'begun' });
  appendFileSync(join(folder, 'journal.jsonl'), '{"at":"19');
  openGradesStore(folder, now).note({ event: 'ended' });
  const lines = readFileSync(join(folder, 'journal.jsonl'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => line.slice(0, 6))).toEqual(['{"at":', '{"at":', '{"at":']);
  expect(JSON.parse(lines[2] ?? '')).toEqual({ at: '1970-01-01T00:00:00.000Z', event: 'ended' });
});

test('a report that is the same is not written again', async () => {
  const folder = tempFolder();
  const store = openGradesStore(folder, now);
  await store.writeReport('reports/ada.json', 'a');
  writeFileSync(join(folder, 'reports/ada.json'), 'a');
  await store.writeReport('reports/ada.json', 'a');
  await store.writeReport('reports/ada.json', 'b');
  expect(readFileSync(join(folder, 'reports/ada.json'), 'utf8')).toBe('b');
  expect(readdirSync(join(folder, 'reports'))).toEqual(['ada.json']);
});

test('what a killed checker was writing is removed', () => {
  const folder = tempFolder();
  openGradesStore(folder, now);
  writeFileSync(join(folder, 'reports/ada.json.1234567'), '{');
  writeFileSync(join(folder, 'reports/ada.json'), '{}');
  openGradesStore(folder, now);
  expect(readdirSync(join(folder, 'reports'))).toEqual(['ada.json']);
});

test('one holds the folder, the other is told, and may hold it afterwards', async () => {
  const folder = join(tempFolder(), 'grades');
  {
    await using _first = await holdGrades(folder, { signal: never });
    await expect(holdGrades(folder, { signal: never, patienceMs: 100 })).rejects.toMatchObject({
      code: 'GRADES_LOCKED',
      message: `another checker is grading into ${folder}`,
    });
  }
  await using second = await holdGrades(folder, { signal: never, patienceMs: 100 });
  expect(second.lost.aborted).toBe(false);
});

test('a folder that cannot be made is an error that names it', async () => {
  const file = join(tempFolder(), 'file');
  writeFileSync(file, '');
  await expect(holdGrades(join(file, 'grades'), { signal: never })).rejects.toMatchObject({
    code: 'NOT_WRITABLE',
    message: expect.stringContaining(join(file, 'grades')),
  });
});
