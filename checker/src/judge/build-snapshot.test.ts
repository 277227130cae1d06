import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { repository } from '../repository.ts';
import { type Built, buildSnapshot } from './build-snapshot.ts';

type Files = Readonly<Record<string, string>>;

describe('what is built runs', () => {
  test('every kind of import reaches its file, at its own place', async () => {
    const { run } = await built({
      'src/main.ts': `
        import { one } from './deep/one.ts';
        import { two } from './deep/two.js';
        import data from './data.json' with { type: 'json' };
        import type { OnlyAType } from './no-such-file.ts';
        const five = await import('./deep/five.ts');
        const kept: OnlyAType | null = null;
        console.log(one, two, (await import('./deep/again.ts')).three, data.four, five.default, kept);
      `,
      'src/deep/one.ts': `import { base } from '../base.ts';\nexport const one: number = base;`,
      'src/deep/again.ts': `export { three } from '../three.mts';\nexport * from './two.ts';`,
      'src/base.ts': 'export const base = 1;',
      'src/deep/two.ts': 'export const two = 2;',
      'src/three.mts': 'export const three = 3;',
      'src/data.json': '{"four": 4}',
      'src/deep/five.ts': 'export default 5;',
    });
    expect(run()).toEqual({ status: 0, stdout: '1 2 3 4 5 null\n', stderr: '' });
  });

  test('a URL that names a TypeScript file reaches code that runs, also as a worker', async () => {
    const { run } = await built({
      'src/main.ts': `
        import { Worker } from 'node:worker_threads';
        import { readFileSync } from 'node:fs';
        const url = new URL('./worker.ts', import.meta.url);
        const worker = new Worker(url, { workerData: 20 });
        worker.once('message', async (answer: number) => {
          const again = await import(url.href.replace(/ts$/, 'js'));
          console.log(answer, again.name, readFileSync(new URL('../schema.sql', import.meta.url), 'utf8'));
        });
      `,
      'src/worker.ts': `
        import { parentPort, workerData } from 'node:worker_threads';
        export const name: string = 'worker';
        enum Step { Double = 2 }
        parentPort?.postMessage(workerData * Step.Double);
      `,
      'schema.sql': 'select 1',
    });
    expect(run()).toEqual({ status: 0, stdout: '40 worker select 1\n', stderr: '' });
  });

  test('a further entry outside of src is built together with its folder', async () => {
    const { app, result } = await build(
      {
        'src/index.ts': 'export const fast: boolean = true;',
        'bench/main.ts': `import { fast } from '../src/index.ts';\nimport { tell } from './tell.ts';\ntell(fast);`,
        'bench/tell.ts': 'export const tell = (value: unknown): void => console.log(value);',
      },
      [],
      ['bench/main.ts'],
    );
    expect(result).toEqual({ kind: 'built' });
    const { stdout } = spawnSync(process.execPath, [join(app, 'bench/main.js')], { encoding: 'utf8' });
    expect(stdout).toBe('true\n');
  });

  test('what types cannot simply be stripped from: enums, parameter properties, namespaces', async () => {
    const { run } = await built({
      'src/main.ts': `
        enum Colour { Red, Green = 'green' }
        namespace Shapes { export const sides = 4; }
        class Point { constructor(readonly x: number, private y = 2) {} sum() { return this.x + this.y; } }
        using held = { [Symbol.dispose]() { console.log('released'); } };
        console.log(Colour.Red, Colour.Green, Shapes.sides, new Point(1).sum(), held !== undefined);
      `,
    });
    expect(run().stdout).toBe('0 green 4 3 true\nreleased\n');
  });

  test('a stack trace names the lines that the learner wrote', async () => {
    const { run } = await built({
      'src/main.ts': `// one\n// two\nimport { fail } from './fail.ts';\n\ninterface Much {\n  of: 'nothing';\n}\nfail({} as Much as never);\n`,
      'src/fail.ts': `type Long = {\n  a: string;\n  b: string;\n};\n\nexport function fail(input: Long): never {\n  throw new RangeError(\`no \${input.a}\`);\n}\n`,
    });
    const { stderr } = run();
    expect(stderr).toContain('RangeError: no undefined');
    expect(stderr).toContain('src/fail.ts:7:9');
    expect(stderr).toContain('src/main.ts:8:1');
  });

  test('packages that the exercise allows are found, others are not', async () => {
    const { run } = await built(
      {
        'src/main.ts': `
          import { parse } from 'yaml';
          console.log(parse('a: 1').a, await import('zod').then(() => 'found', (error) => error.code));
        `,
      },
      ['yaml'],
    );
    expect(run().stdout).toBe('1 ERR_MODULE_NOT_FOUND\n');
  });
});

describe('the learner’s own settings', () => {
  test.each<[string, Files]>([
    [
      'tsconfig with paths, old targets and a broken base',
      {
        'tsconfig.json':
          '{"extends": "./gone.json", "compilerOptions": {"target": "es5", "module": "commonjs", "jsx": "react"}}',
        'src/tsconfig.json': '{ nonsense',
      },
    ],
    ['a package.json that is a list', { 'package.json': '[1]' }],
    [
      'a CommonJS package',
      { 'package.json': '{"type": "commonjs", "sideEffects": false, "browser": {"./src/value.ts": false}}' },
    ],
    ['a package.json in src', { 'src/package.json': '{"type": "module", "sideEffects": false}' }],
  ])('%s: it runs all the same', async (_, settings) => {
    const { run } = await built({
      'src/main.ts': `import { value } from './value.ts';\nimport './effect.ts';\nconsole.log(value);`,
      'src/value.ts': 'export const value = 1;',
      'src/effect.ts': `console.log('effect');`,
      ...settings,
    });
    expect(run()).toEqual({ status: 0, stdout: 'effect\n1\n', stderr: '' });
  });

  test('imports of package.json keep their meaning', async () => {
    const { run } = await built({
      'package.json': '{"imports": {"#value": "./src/value.js"}}',
      'src/main.ts': `import { value } from '#value';\nconsole.log(value);`,
      'src/value.ts': 'export const value = 1;',
    });
    expect(run().stdout).toBe('1\n');
  });

  test('a file is one module, whether it is named by its path, by `imports` or by the name of the package', async () => {
    const { run } = await built({
      'package.json': JSON.stringify({
        name: 'mine',
        exports: { '.': { types: './src/shop.ts', default: './src/shop.ts' } },
        imports: { '#shop': './src/shop.ts', '#src/*': './src/*', '#by/*': ['./src/*.ts'] },
      }),
      'src/main.ts': `
        import { Shop } from './shop.ts';
        const others = [import('#shop'), import('#src/shop.ts'), import('#src/shop.js'), import('#by/shop'), import('mine')];
        console.log((await Promise.all(others)).map((each) => each.Shop === Shop).join());
      `,
      'src/shop.ts': 'export class Shop {}',
    });
    expect(run()).toMatchObject({ stdout: 'true,true,true,true,true\n' });
  });

  test('JavaScript of the learner’s stands beside TypeScript; of two with one name the TypeScript wins', async () => {
    const { run } = await built({
      'src/main.ts': `import { a } from './plain.js';\nimport { b } from './both.ts';\nconsole.log(a, b);`,
      'src/plain.js': `export const a = 'plain';`,
      'src/both.js': `export const b = 'stale build';`,
      'src/both.ts': `export const b = 'source';`,
    });
    expect(run().stdout).toBe('plain source\n');
  });
});

describe('what does not parse', () => {
  test('is told with file, line and column, every file of it', async () => {
    const { result } = await build({
      'src/main.ts': 'console.log(1);\n  const = 2;\n',
      'src/deep/other.ts': 'export const text = `never closed;\n',
      'src/good.ts': 'export {};',
    });
    expect(result.kind).toBe('broken');
    if (result.kind !== 'broken') return;
    expect(result.places.map(({ file, line, column }) => [file, line, column]).sort()).toEqual([
      ['src/deep/other.ts', 2, 1],
      ['src/main.ts', 2, 9],
    ]);
    expect(result.places.map(({ text }) => text).join()).toContain('Expected identifier but found "="');
  });

  test('a package.json that is no JSON is such a mistake too', async () => {
    const { result } = await build({ 'src/main.ts': '', 'package.json': '{\n  "name": "mine",\n}' });
    expect(result).toMatchObject({ kind: 'broken', places: [{ file: 'package.json', line: 2, column: 17 }] });
  });

  test('type errors are not its business', async () => {
    const { run } = await built({ 'src/main.ts': `const count: number = 'text';\nconsole.log(count);` });
    expect(run().stdout).toBe('text\n');
  });
});

test('a snapshot is read-only, and a checker that is not root builds it', async () => {
  const { result, app } = await build({
    'src/main.ts': 'console.log(1);',
    'src/main.js': '// a stale build',
    'package.json': '{"name": "mine"}',
  });
  expect(result).toEqual({ kind: 'built' });
  expect(JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'))).toEqual({
    name: 'mine',
    type: 'module',
  });
  expect(existsSync(join(app, 'src/main.js.map'))).toBe(true);
});

test('a folder where a file of ours belongs gives way', async () => {
  const { run } = await built({
    'src/main.ts': 'console.log(1);',
    'src/main.js/odd.txt': '',
    'package.json/odd.txt': '',
  });
  expect(run().stdout).toBe('1\n');
});

interface Build {
  readonly app: string;
  readonly result: Built;
}

async function build(
  files: Files,
  packages: readonly string[] = [],
  entries: readonly string[] = [],
): Promise<Build> {
  const folder = tempFolder();
  const snapshot = join(folder, 'snapshot');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(snapshot, path, '..'), { recursive: true });
    writeFileSync(join(snapshot, path), text);
    chmodSync(join(snapshot, path), 0o444);
  }
  const app = join(folder, 'app');
  return { app, result: await buildSnapshot({ snapshot, app, repository, packages, entries }) };
}

async function built(files: Files, packages: readonly string[] = []) {
  const { app, result } = await build(files, packages);
  expect(result).toEqual({ kind: 'built' });
  const run = () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--enable-source-maps', join(app, 'src/main.js')],
      { encoding: 'utf8', cwd: app, env: {} },
    );
    return { status, stdout, stderr };
  };
  return { app, run };
}
