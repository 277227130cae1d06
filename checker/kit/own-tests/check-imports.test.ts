import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Broken } from '../expect.ts';
import { checkImports } from './check-imports.ts';

let snapshot: string;
beforeEach(() => {
  snapshot = mkdtempSync(join(tmpdir(), 'imports-'));
});
afterEach(() => rmSync(snapshot, { recursive: true }));

async function placesIn(files: Record<string, string>): Promise<string[]> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(snapshot, path)), { recursive: true });
    writeFileSync(join(snapshot, path), text);
  }
  try {
    await checkImports(snapshot, Object.keys(files), 'src/index.ts');
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(Broken);
    return ((error as Broken).part.places ?? []).map(({ file, line, text }) => `${file}:${line}: ${text}`);
  }
}

test.each([
  "import { expect, test } from 'vitest';",
  "import { readFileSync } from 'node:fs'; import os from 'os';",
  "import { createCounter } from '../src/index.ts';",
  "import type { Task } from '../src/domain/task.ts';",
  "import { sample, type Sample } from './helpers/sample.ts';",
  "import data from './data.json' with { type: 'json' };",
  "const later = () => import('../src/index.ts');",
])('may stand in a test: %s', async (source) => {
  expect(await placesIn({ 'test/a.test.ts': source })).toEqual([]);
});

test.each([
  [
    "import { Task } from '../src/domain/task.ts';",
    'import what you test from ../src/index.ts, not from ../src/domain/task.ts',
  ],
  [
    "import { createCounter } from '../src/index.js';",
    'import what you test from ../src/index.ts, not from ../src/index.js',
  ],
  ["import { createCounter } from '../src';", 'import what you test from ../src/index.ts, not from ../src'],
  [
    "import pkg from '../package.json';",
    'import what you test from ../src/index.ts, not from ../package.json',
  ],
  [
    "import '../../../hidden/wheat/index.ts';",
    'import what you test from ../src/index.ts, not from ../../../hidden/wheat/index.ts',
  ],
  ["import lodash from 'lodash';", 'lodash is not there when the judge runs your tests'],
  ["import '/etc/passwd';", '/etc/passwd is not there when the judge runs your tests'],
  ["import { test } from 'node:test';", 'tests cannot use node:test here'],
  ["import inspector from 'node:inspector/promises';", 'tests cannot use node:inspector/promises here'],
  ["export * from 'lodash';", 'lodash is not there when the judge runs your tests'],
  ["const later = () => import('lodash');", 'lodash is not there when the judge runs your tests'],
  ["const lodash = require('lodash');", 'lodash is not there when the judge runs your tests'],
  ['const = 1;', 'Expected identifier but found "="'],
])('may not: %s', async (source, text) => {
  expect(await placesIn({ 'test/a.test.ts': source })).toEqual([`test/a.test.ts:1: ${text}`]);
});

test('helpers are held to the same, from where they stand', async () => {
  const found = await placesIn({
    'test/a.test.ts': "import './helpers/sample.ts';",
    'test/helpers/sample.ts':
      "\nimport { createCounter } from '../../src/index.ts';\nimport '../../src/counter.ts';",
  });
  expect(found).toEqual([
    'test/helpers/sample.ts:3: import what you test from ../../src/index.ts, not from ../../src/counter.ts',
  ]);
});

test('a type that only exists as a type is no error', async () => {
  const found = await placesIn({
    'test/a.test.ts': "import { Sample } from './sample.ts';\nexport const sample: Sample = 1;",
    'test/sample.ts': 'export type Sample = number;',
  });
  expect(found).toEqual([]);
});

test('what is no code is left alone', async () => {
  expect(
    await placesIn({ 'test/a.test.ts': '', 'test/data.json': '{', 'test/notes.md': '# import' }),
  ).toEqual([]);
});
