import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { wholeOf } from './whole-file.ts';

let snapshot: string;
beforeEach(() => {
  snapshot = mkdtempSync(join(tmpdir(), 'whole-'));
  mkdirSync(join(snapshot, 'test'));
});
afterEach(() => rmSync(snapshot, { recursive: true }));

function order(concerns: string | null): string[] {
  const files = {
    'test/large.test.ts': 'large '.repeat(9),
    'test/b.test.ts': 'add(2)',
    'test/c.test.ts': 'add',
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(join(snapshot, file), text);
  const whole = wholeOf(snapshot, Object.keys(files).sort())(concerns, { vitest: 'vitest', suffix: '.x' });
  return [...whole.matchAll(/import\("\.\/test\/(\w+)\.test\.ts\.x"\)/g)].map(([, name]) => String(name));
}

test('the largest file comes first', () => {
  expect(order(null)).toEqual(['large', 'b', 'c']);
});

test('those that name what is wrong come before all others', () => {
  expect(order('add')).toEqual(['b', 'c', 'large']);
});
