import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compileTests } from './compile-tests.ts';

let snapshot: string;
beforeEach(() => {
  snapshot = mkdtempSync(join(tmpdir(), 'compile-tests-'));
});
afterEach(() => rmSync(snapshot, { recursive: true }));

async function compile(files: Record<string, string>): Promise<Record<string, string> | null> {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(snapshot, file)), { recursive: true });
    writeFileSync(join(snapshot, file), text);
  }
  const targets = { vitest: 'file:///packages/vitest.js', implementation: 'src/implementation.mjs' };
  const compiled = await compileTests(snapshot, Object.keys(files), 'src/index.ts', targets);
  return compiled === null ? null : Object.fromEntries(compiled);
}

test('each file stays a module, and its imports lead to what was compiled', async () => {
  const compiled = await compile({
    'test/deep/a.test.ts': `import { once } from 'node:events';
import { expect, test } from 'vitest';
import { type Counter, createCounter } from '../../src/index.ts';
import { Shape, limit } from '../limit.ts';
import data from '../data.json';
test('a', async () => {
  const counter: Counter = createCounter();
  const { again } = await import('../limit.ts');
  expect([counter, limit, again, data, once, import.meta.url]).toBe(1);
});
`,
    'test/limit.ts':
      'export interface Shape { readonly x: 1 }\nexport const limit = 3;\nexport const again = 4;\n',
    'test/data.json': '{ "written": "here" }',
    'test/notes.txt': 'not code',
  });
  expect(Object.keys(compiled ?? {}).sort()).toEqual([
    'test/deep/a.test.ts.compiled.mjs',
    'test/limit.ts.compiled.mjs',
  ]);
  const text = compiled?.['test/deep/a.test.ts.compiled.mjs'] ?? '';
  expect([...text.matchAll(/(?:from |import\()"([^"]+)"/g)].map(([, path]) => path)).toEqual([
    'node:events',
    'file:///packages/vitest.js',
    '../../src/implementation.mjs',
    '../limit.ts.compiled.mjs',
    '../limit.ts.compiled.mjs',
  ]);
  expect(text).toContain('written: "here"');
  expect(text).toContain('import.meta.url');
  expect(text).not.toMatch(/Counter =|Shape/);
});

test.each([
  ['a mock that is hoisted', "vi.mock('node:fs');"],
  ['a mock with a type', "vi.mock<object>('node:fs');"],
  ['what is hoisted by hand', 'const x = vi.hoisted(() => 1);'],
  ['a snapshot', 'test("a", () => expect(1).toMatchInlineSnapshot());'],
  ['what Vite puts into import.meta', 'export const mode = import.meta.env.MODE;'],
  ['a name made at run time', "const name = './b.ts';\nawait import(name);"],
  ['a name without its ending', "import './b';"],
  ['an asset', "import text from './notes.txt';\nexport { text };"],
  ['what is no TypeScript', 'const = 1;'],
])('%s is left to vitest', async (_what, source) => {
  const others = { 'test/b.ts': 'export {};', 'test/notes.txt': 'x' };
  expect(await compile({ 'test/a.test.ts': "import 'vitest';", ...others })).not.toBeNull();
  expect(await compile({ 'test/a.test.ts': source, ...others })).toBeNull();
});

test('words of vitest’s in other places are nothing to it', async () => {
  const source = "import { vi } from 'vitest';\nexport const calls = vi.fn().mock.calls; // hoisted, mock\n";
  expect(await compile({ 'test/a.test.ts': source })).not.toBeNull();
});
