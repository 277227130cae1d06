import { expect, test } from 'vitest';
import { PermanentError } from '../src/index.ts';

test('a permanent error is known by its name', () => {
  const error = new PermanentError('never');
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: 'PermanentError', message: 'never' });
});
