import { expect, test } from 'vitest';
import { createByteCache } from '../src/index.ts';

// A test of your own to begin with; specs/ holds ours. Tests are not judged in a drill, they are for you.

test('what was put into the cache is there', () => {
  const cache = createByteCache({ maxBytes: 1000 });
  cache.set('greeting', 'hello');
  expect(cache.get('greeting')).toBe('hello');
  expect(cache.has('farewell')).toBe(false);
});
