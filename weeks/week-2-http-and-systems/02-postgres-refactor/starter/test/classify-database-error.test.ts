import { expect, test } from 'vitest';
import { classifyDatabaseError } from '../src/index.ts';

// One row of the page's table. Your tests from rest-api lie beside this file; what is new on the page wants tests as well.
test('a unique violation is a conflict', () => {
  expect(classifyDatabaseError({ code: '23505' })).toBe('conflict');
});
