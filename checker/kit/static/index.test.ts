import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exerciseSchema } from '../../src/course/manifest.ts';
import { Broken, type BrokenPart } from '../expect.ts';
import { createSource, type SourceInput } from './index.ts';

const root = join(import.meta.dirname, '../../..');
const manifest = exerciseSchema.parse({
  id: 'counter',
  title: 'Counter',
  summary: 'Counts, and stops at its limit.',
  kind: 'program',
  entry: 'src/main.ts',
  points: { core: 1, stretch: 0 },
  imports: { packages: ['yaml'] },
  layers: { domain: [], cli: ['domain'] },
  requirements: [
    {
      slug: 'compiles',
      sentence: 'It passes the compiler in strict mode.',
      points: 1,
      hints: ['Run the compiler.', 'Read its first error.'],
    },
  ],
});

let folder: string;
let snapshot: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'static-'));
  snapshot = join(folder, 'snapshot');
  write('package.json', '{ "type": "module" }');
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(snapshot, path)), { recursive: true });
  writeFileSync(join(snapshot, path), text);
}

function source(more: Partial<SourceInput> = {}) {
  const signal = new AbortController().signal;
  return createSource({ snapshot, manifest, root, scratch: folder, node: process.execPath, signal, ...more });
}

async function brokenBy(judging: Promise<void>): Promise<BrokenPart> {
  const error = await judging.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Broken);
  return (error as Broken).part;
}

describe('compiles', () => {
  test('passes a program that uses what Node and the allowed packages have', async () => {
    write(
      'src/main.ts',
      "import { parse } from 'yaml';\nimport { add } from './domain/add.ts';\nprocess.exitCode = add(Number(parse('1')), 2);\n",
    );
    write(
      'src/domain/add.ts',
      'export const add = (a: number, b: number): number => Math.max(...new Set([a]).union(new Set([b])));\n',
    );
    await source().compiles();
  });

  test('tells each error with its place', async () => {
    write('src/main.ts', 'const count: number = "one";\nexport { count };\n');
    write('src/domain/add.ts', '\nexport const add = (a, b) => a + b;\n');
    const part = await brokenBy(source().compiles());
    expect(part.saw).toBe('3 errors');
    expect(part.places).toEqual([
      {
        file: 'src/domain/add.ts',
        line: 2,
        column: 21,
        text: "Parameter 'a' implicitly has an 'any' type. (TS7006)",
      },
      {
        file: 'src/domain/add.ts',
        line: 2,
        column: 24,
        text: "Parameter 'b' implicitly has an 'any' type. (TS7006)",
      },
      {
        file: 'src/main.ts',
        line: 1,
        column: 7,
        text: "Type 'string' is not assignable to type 'number'. (TS2322)",
      },
    ]);
  });

  test('shows ten of many', async () => {
    write('src/main.ts', Array.from({ length: 12 }, (_, n) => `export const a${n}: number = '';`).join('\n'));
    const part = await brokenBy(source().compiles());
    expect(part.saw).toBe('12 errors, the first 10 of them below');
    expect(part.places).toHaveLength(10);
  });

  test.each([
    ['its options', '{ "compilerOptions": { "strict": false, "noImplicitAny": false } }'],
    ['its files', '{ "exclude": ["src"], "files": [] }'],
    ['its syntax', '{ "compilerOptions": '],
    ['a base elsewhere', '{ "extends": "../../tsconfig.json" }'],
  ])("does not go by the learner's tsconfig.json: %s", async (_what, config) => {
    write('tsconfig.json', config);
    write('src/tsconfig.json', config);
    write('src/main.ts', 'export const add = (a, b) => a + b;\n');
    expect((await brokenBy(source().compiles())).saw).toBe('2 errors');
  });

  test('allows only syntax that can be erased', async () => {
    write('src/main.ts', 'export enum Level { low }\n');
    expect((await brokenBy(source().compiles())).places?.[0]?.text).toContain('TS1294');
  });

  test('says nothing of files that are not the learner’s', async () => {
    const secret = join(folder, 'hidden', 'driver.ts');
    mkdirSync(dirname(secret));
    writeFileSync(
      secret,
      'export const expectations = { answer: 42 } as const;\nconst broken: number = "secret";\n',
    );
    write(
      'src/main.ts',
      `import { expectations } from '../../hidden/driver.ts';\nconst a: never = expectations;\n`,
    );
    write(
      'src/other.ts',
      `/// <reference path="${secret}" />\nimport type { expectations } from '${secret}';\n`,
    );
    const part = await brokenBy(source().compiles());
    expect(JSON.stringify(part)).not.toMatch(/answer|42|secret"/);
    expect(part.saw).toBe('3 imports that lead out');
    expect(part.places?.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'src/main.ts:1',
      'src/other.ts:2',
      'src/other.ts:1',
    ]);
  });

  test('does not tell where the snapshot lies', async () => {
    write('src/a.ts', 'export const a = 1;\n');
    write(
      'src/main.ts',
      "import * as a from './a.ts';\nconst x: string = a;\nimport './A.ts';\nexport { x };\n",
    );
    const part = await brokenBy(source().compiles());
    expect(JSON.stringify(part)).not.toContain(folder);
  });

  test('has nothing to judge where src/ is empty or holds no TypeScript', async () => {
    expect((await brokenBy(source().compiles())).saw).toBe('none');
    write('src/main.js', 'export {};');
    expect((await brokenBy(source().compiles())).saw).toBe('none');
  });

  test('any and @ts-ignore are noted, and no failure', async () => {
    write('src/main.ts', '// @ts-ignore\nconst a: number = "one";\nexport const b: any = a;\n');
    const notes: string[] = [];
    await source({ note: (text) => void notes.push(text) }).compiles();
    expect(notes).toEqual([
      'the compiler was told to look away 2 times (any, @ts-ignore), first at src/main.ts:3',
    ]);
  });

  test('stops when it is told to', async () => {
    write('src/main.ts', 'export {};');
    const stop = new AbortController();
    const judging = source({ signal: stop.signal }).compiles();
    stop.abort(new Error('interrupted'));
    await expect(judging).rejects.toThrow('interrupted');
  });
});

describe('types', () => {
  const given = "import { dial, type Port } from './src/index.ts';";
  const look = 'What is a port?';
  const accepted = { what: 'a port', given, code: 'dial(80 as Port);', compiles: true, look };
  const refused = { what: 'a plain number', given, code: 'dial(\n  80,\n);', compiles: false, look };
  const branded = 'export type Port = number & { readonly brand: unique symbol };\n';
  const dial = 'export function dial(port: Port): Port { return port; }\n';

  test('passes what the compiler accepts and refuses as it should, also where src/ has an error', async () => {
    write('src/index.ts', branded + dial);
    write('src/other.ts', 'const count: number = "one";\nexport { count };\n');
    await source().types([accepted, refused]);
  });

  test('tells what it refuses and should not, and shows the file', async () => {
    write('src/index.ts', `export type Port = string;\n${dial}`);
    const shown: string[][] = [];
    const judging = source({ show: (file, text) => void shown.push([file, text]) }).types([
      refused,
      accepted,
    ]);
    expect(await brokenBy(judging)).toEqual({
      expected: 'the compiler to accept a port',
      saw: expect.stringMatching(/^line 3: Conversion of type 'number' to type 'string' .*TS2352/),
      look,
    });
    expect(shown).toEqual([['type-case-2.ts', `${given}\n\ndial(80 as Port);\n`]]);
  });

  test('tells what it accepts and should not', async () => {
    write('src/index.ts', `export type Port = number;\n${dial}`);
    expect(await brokenBy(source().types([accepted, refused]))).toEqual({
      expected: 'the compiler to refuse a plain number',
      saw: 'it compiled without an error',
      look,
    });
  });

  test('a refusal for another reason is none', async () => {
    write('src/index.ts', dial.replaceAll('Port', 'number'));
    const part = await brokenBy(source().types([refused]));
    expect(part.saw).toMatch(/^line 1: .*Port.*TS2305/);
    expect(part.look).toContain('export');
  });

  test('goes by no file of the submission that has the name of a case', async () => {
    write('src/index.ts', branded + dial);
    write('type-case-1.ts/index.ts', 'export {};\n');
    write('type-case-2.ts', '// @ts-nocheck\n');
    await source().types([accepted, refused]);
    write('src/index.ts', `${branded + dial}import '../../hidden/driver.ts';\n`);
    mkdirSync(join(folder, 'hidden'));
    writeFileSync(join(folder, 'hidden/driver.ts'), 'export {};\n');
    expect((await brokenBy(source().types([accepted]))).saw).toBe('1 import that leads out');
  });
});

describe('no-globals', () => {
  test('passes what holds no state', async () => {
    write('src/main.ts', 'let started = Date.now();\nconsole.log(started, process.argv);\n');
    write('src/domain/add.ts', 'export const add = (a: number, b: number): number => a + b;\n');
    await source().noGlobals();
  });

  test('tells each place, and what to do instead', async () => {
    write('src/domain/add.ts', '\nlet calls = 0;\nexport const add = () => process.env.HOME + calls++;\n');
    const part = await brokenBy(source().noGlobals());
    expect(part.saw).toBe('2 places where that does not hold');
    expect(part.look).toContain('two tests in one process');
    expect(part.places).toEqual([
      {
        file: 'src/domain/add.ts',
        line: 2,
        column: 5,
        text: expect.stringMatching(/^a variable at module level .* make it a const\.$/),
      },
      {
        file: 'src/domain/add.ts',
        line: 3,
        column: 26,
        text: expect.stringMatching(/^process\.env reads the environment .* Let the entry hand it over/),
      },
    ]);
  });

  test('does not pass what it cannot read', async () => {
    write('src/domain/deep.ts', `export const x = ${'['.repeat(100_000)}${']'.repeat(100_000)};`);
    write('src/domain/wrong.ts', 'export const = 1;');
    const part = await brokenBy(source().noGlobals());
    expect(part.places?.map(({ file }) => file)).toEqual(['src/domain/deep.ts', 'src/domain/wrong.ts']);
  });

  test('reads a file of a megabyte', async () => {
    const lines = Array.from(
      { length: 25_000 },
      (_, n) => `export function f${n}(a: number) { return a + ${n}; }`,
    );
    write('src/domain/large.ts', `${lines.join('\n')}\nlet last = 1;\n`);
    expect((await brokenBy(source().noGlobals())).places?.[0]?.line).toBe(25_001);
  });

  test('has nothing to judge where there is no source', async () => {
    expect((await brokenBy(source().noGlobals())).saw).toBe('none');
  });
});

describe('boundaries and surface', () => {
  test('pass a package that is imported by its name and exports what it says', async () => {
    write('package.json', '{ "type": "module", "imports": { "#domain": "./src/domain/index.ts" } }');
    write('src/main.ts', "export { add } from '#domain';\n");
    write('src/domain/index.ts', "export { add } from './add.ts';\nexport type Sum = number;\n");
    write('src/domain/add.ts', 'export const add = 1;\n');
    const surface = { values: ['add'], types: [] };
    const judged = source({ manifest: { ...manifest, boundaries: { domain: '#domain' }, surface } });
    await judged.compiles();
    await judged.layers();
    await judged.boundaries();
    await judged.surface();
  });

  test('tell what does not', async () => {
    write('src/main.ts', "export * from './domain/add.ts';\n");
    write('src/domain/add.ts', 'export const add = 1;\n');
    const surface = { values: ['add'], types: ['Sum'] };
    const judged = source({ manifest: { ...manifest, boundaries: { domain: '#domain' }, surface } });
    const deep = await brokenBy(judged.boundaries());
    expect(deep.saw).toBe('2 places where that does not hold');
    expect(deep.places?.map(({ file }) => file)).toEqual(['src/domain/index.ts', 'src/main.ts']);
    const open = await brokenBy(judged.surface());
    expect(open.expected).toBe('src/main.ts to export the value add, the type Sum and nothing else');
    expect(open.places?.[0]).toMatchObject({ file: 'src/main.ts', line: 1 });
  });
});

describe('layers', () => {
  test('passes what keeps to them', async () => {
    write('src/main.ts', "import './cli/run.ts';\n");
    write(
      'src/cli/run.ts',
      "import { parse } from 'yaml';\nimport { add } from '../domain/add.ts';\nexport { add, parse };\n",
    );
    write('src/domain/add.ts', 'export const add = 1;\n');
    await source().layers();
  });

  test('tells what does not', async () => {
    write('src/cli/run.ts', 'export const run = 1;\n');
    write('src/domain/add.ts', "import { run } from '../cli/run.ts';\nexport { run };\n");
    const part = await brokenBy(source().layers());
    expect(part.saw).toBe('1 place where that does not hold');
    expect(part.places?.[0]).toMatchObject({ file: 'src/domain/add.ts', line: 1, column: 1 });
    expect(part.places?.[0]?.text).toMatch(/^domain imports cli, and may import only itself\. Turn it round/);
  });
});

test('files gives what lies in a folder itself, and nothing where there is no such folder', () => {
  write('migrations/0001_tasks.sql', 'SELECT 1;');
  write('migrations/old/0000_first.sql', 'SELECT 0;');
  expect(source().files('migrations')).toEqual({ '0001_tasks.sql': Buffer.from('SELECT 1;') });
  expect(source().files('elsewhere')).toEqual({});
});

test('tree gives the files below a folder by their paths, and nothing where there is no such folder', () => {
  write('src/main.ts', '1;');
  write('src/domain/add.ts', '2;');
  expect(source().tree('src')).toEqual({
    'src/domain/add.ts': Buffer.from('2;'),
    'src/main.ts': Buffer.from('1;'),
  });
  expect(source().tree('elsewhere')).toEqual({});
});
