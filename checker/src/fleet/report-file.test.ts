import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reportFile } from './report-file.ts';

test('a plain name stays as it is', () => {
  for (const id of ['ada', 'team-10', 'u123.2', 'a_b']) expect(reportFile(id)).toBe(id);
});

test('any other keeps what can be kept of it, with a digest', () => {
  expect(reportFile('Ada Lovelace')).toMatch(/^Ada-Lovelace-[0-9a-f]{16}$/);
  expect(reportFile('../../etc/passwd')).toMatch(/^etc-passwd-[0-9a-f]{16}$/);
  expect(reportFile('')).toMatch(/^submission-[0-9a-f]{16}$/);
  expect(reportFile('nul.txt')).toMatch(/^nul-txt-[0-9a-f]{16}$/);
});

test('a name that is made to meet that of another does not', () => {
  const other = reportFile('ada!');
  expect(reportFile(other)).not.toBe(other);
  expect(reportFile(other.toLowerCase())).not.toBe(other.toLowerCase());
});

test('no name leads anywhere, hides, or meets another, also where case does not count', () => {
  const id = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '..',
      '.',
      '../x',
      'a/b',
      'a\\b',
      'CON',
      'con',
      'Ada',
      'ada',
      '.git',
      'a.',
      'x'.repeat(300),
    ),
  );
  fc.assert(
    fc.property(fc.uniqueArray(id, { maxLength: 20 }), (ids) => {
      const files = ids.map(reportFile);
      expect(
        files.filter((file) => !/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(file) || file.endsWith('.')),
      ).toEqual([]);
      expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(ids.length);
    }),
  );
});
