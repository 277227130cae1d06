import { expect, test } from 'vitest';
import { repository } from '../repository.ts';
import { lintErrorCodes } from './lint-error-codes.ts';

test('docs/errors.md explains every code, and no other', () => {
  expect(lintErrorCodes(repository)).toEqual([]);
});
