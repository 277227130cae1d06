import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostileNames, sampleClass } from '../../report/samples/class.ts';
import { fileNames } from './file-names.ts';

const entriesOf = (names: readonly string[]) =>
  names.map((submission) => ({ submission, kind: 'empty' as const, message: '' }));

test('plain names stay as they are', () => {
  expect(fileNames(sampleClass)).toEqual(['ada', 'grace', 'linus', 'mallory.zip', 'nobody', 'notes.pdf']);
});

test('names that differ in little get different files', () => {
  expect(fileNames(entriesOf(['Ada', 'ada', 'a/da', 'a da', 'Ada']))).toEqual([
    'Ada',
    'ada-2',
    'a_da',
    'a_da-2',
    'Ada-3',
  ]);
});

test('no name leads out of a folder, hides in it, or is taken twice', () => {
  const names = fc.array(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostileNames, '..', '.', '../../x', '')),
  );
  fc.assert(
    fc.property(names, (given) => {
      const made = fileNames(entriesOf(given));
      expect(made.filter((name) => !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))).toEqual([]);
      expect(new Set(made.map((name) => name.toLowerCase())).size).toBe(given.length);
    }),
  );
});
