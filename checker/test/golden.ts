import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';

/**
 * Compares a screen or a file with `checker/test/golden/<name>`, byte for byte. `UPDATE_GOLDEN=1` writes it instead: then
 * read what changed as the person it is for would, before committing it.
 */
export function expectGolden(name: string, text: string): void {
  const file = path.join(goldenFolder, name);
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  expect(text, `differs from checker/test/golden/${name}; UPDATE_GOLDEN=1 rewrites it`).toBe(
    readGolden(name),
  );
}

export const goldenFolder: string = path.join(import.meta.dirname, 'golden');

function readGolden(name: string): string {
  try {
    return readFileSync(path.join(goldenFolder, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`checker/test/golden/${name} is not there; UPDATE_GOLDEN=1 writes it`, { cause: error });
  }
}
