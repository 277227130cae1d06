import { expect, test } from 'vitest';
import { copy } from '../src/index.ts';
import { Upload } from '../src/upload.ts';

// One test to begin with, as it was left. Everything here had to become an Upload first, and the writer got an `as never`:
// what would the test look like if `copy` asked for no more than it uses?

test('copies an upload', async () => {
  const pieces = [Buffer.from('one '), Buffer.from('two')];
  const written: string[] = [];
  const file = { write: async (bytes: Uint8Array) => void written.push(Buffer.from(bytes).toString()) };

  const bytes = await copy(new Upload(async () => pieces.shift() ?? null), file as never);

  expect(bytes).toBe(7);
  expect(written.join('')).toBe('one two');
});
