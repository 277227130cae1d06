import { describe, expect, test } from 'vitest';
import { findTool } from '../../src/box/identity.ts';
import { openScenarioOfTest } from '../../test/open-scenario.ts';
import { createFixtures } from '../create-fixtures.ts';
import { Broken } from '../expect.ts';

const make = findTool('make', process.env.PATH ?? '');
if (make === null) console.info('skipped: there is no make on PATH');

const makefile = `# A comment that names fake: rules
.DEFAULT_GOAL := help
sources := $(shell find src -name '*.ts')
.PHONY: help all up

help: ## list the targets
	@echo "targets of $(MAKEFILE_LIST)"

all: build test | ready

build: dist/main.js
dist/main.js: $(sources) package.json
	mkdir -p dist
	cp src/main.ts $@

test:: build
	@node -e 'console.log(process.version)'
ready:
	touch ready
fails:
	false
	echo not here
%.o: %.c
	cc $<
up:
	docker compose up --detach
`;

async function open(files: Readonly<Record<string, string>> = { Makefile: makefile, 'package.json': '{}' }) {
  const scenario = await openScenarioOfTest({ files });
  const { make: host, files: inside } = createFixtures(scenario);
  return { scenario, host, inside };
}

describe.runIf(make !== null)('with make', () => {
  test('targets as make sees them, variables and functions at work', async () => {
    const { host } = await open();
    const read = await host.read();
    expect(read.defaultGoal).toBe('help');
    expect(read.targets.map(({ name }) => name).toSorted()).toEqual([
      'all',
      'build',
      'dist/main.js',
      'fails',
      'help',
      'ready',
      'test',
      'up',
    ]);
    expect(read.target('all')).toEqual({
      name: 'all',
      phony: true,
      prerequisites: ['build', 'test'],
      orderOnly: ['ready'],
      recipe: [],
      line: 9,
    });
    expect(read.target('dist/main.js')).toMatchObject({
      phony: false,
      prerequisites: ['src/index.ts', 'src/main.ts', 'package.json'],
      recipe: ['mkdir -p dist', 'cp src/main.ts $@'],
      line: 12,
    });
    expect(read.target('test')).toMatchObject({ phony: false, line: 16 });
    expect(read.place(read.target('up') ?? { line: 0 }, 'x')).toEqual({
      file: 'Makefile',
      line: 25,
      text: 'x',
    });
  });

  test('a target is made in the copy, once; the submission and what it says stay as they are', async () => {
    const { host, inside, scenario } = await open();
    expect(host.changedAt('dist/main.js')).toBeNull();
    expect(await host.run(['build'])).toMatchObject({
      code: 0,
      stdout: 'mkdir -p dist\ncp src/main.ts dist/main.js\n',
    });
    const before = host.changedAt('dist/main.js');
    expect(before).toBeGreaterThan(host.changedAt('src/main.ts') ?? Number.NaN);
    expect((await host.run(['build'])).stdout).toContain('Nothing to be done');
    expect(host.changedAt('dist/main.js')).toBe(before);
    inside.write('submission/src/main.ts', 'changed');
    await host.run(['build']);
    expect(inside.read('submission/dist/main.js')).toBe('changed');

    const { did } = scenario.observe({ expected: 'a', saw: 'b', look: 'c' });
    expect(did[0]).toMatchObject({ kind: 'run', program: 'make', args: ['build'], env: {} });
  });

  test('the default goal, what would be done, the Node of submissions, and a recipe that fails', async () => {
    const { host } = await open();
    expect((await host.run([])).stdout).toBe('targets of Makefile\n');
    expect((await host.run(['-n', 'up'])).stdout).toBe('docker compose up --detach\n');
    expect((await host.run(['test'])).stdout).toContain(process.version);
    const failed = await host.run(['fails']);
    expect(failed.code).toBe(2);
    expect(failed.stdout).toBe('false\n');
  });

  test('commands that stand in for those of the machine, in one run and not in the next', async () => {
    const { host, inside } = await open();
    const run = await host.run(['up'], { commands: { docker: 'echo "$@" > ../asked; exit 3' } });
    expect(run.code).toBe(2);
    expect(inside.read('asked')).toBe('compose up --detach\n');
    const other = await host.run(['up'], { commands: { docker: 'exit 0' } });
    expect(other.code).toBe(0);
  });

  test('npm scripts find the packages of the checker', async () => {
    const { host } = await open({
      Makefile: 'lint:\n\tnpm run --silent lint\n',
      'package.json': '{ "scripts": { "lint": "biome --version" } }',
    });
    expect(await host.run(['lint'], { patienceMs: 30_000 })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('\nVersion: '),
    });
  });

  test('a service that make starts', async () => {
    const { host } = await open({
      Makefile: 'run:\n\t@exec node service.mjs\n',
      'service.mjs': `import { createServer } from 'node:http';
const server = createServer((req, res) => res.end(process.env.WORD)).listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ msg: 'listening', host: '127.0.0.1', port: server.address().port }));
});`,
    });
    const launched = await host.launch(['run'], { env: { WORD: 'hello' } });
    const service = await launched.listening();
    expect((await service.request('GET', '/')).text).toBe('hello');
  });

  test.each([
    [{}, { expected: 'a file Makefile at the root of the submission' }],
    [
      { Makefile: 'a:\n    echo eight blanks\n' },
      { places: [{ file: 'Makefile', line: 2, text: expect.stringContaining('missing separator') }] },
    ],
  ])('what is no Makefile: %j', async (files, part) => {
    const { host } = await open(files);
    const error = await host.read().catch((reason: unknown) => reason);
    if (!(error instanceof Broken)) throw new Error('it was not broken', { cause: error });
    expect(error.part).toMatchObject(part);
  });

  test('one that never ends is ended', async () => {
    const { host } = await open({ Makefile: 'all:\n\t@echo begun; sleep 60\n' });
    const run = await host.run([], { patienceMs: 500 });
    expect(run.ending).toMatchObject({ kind: 'killed', why: { limit: 'wall' } });
  });
});

test('a machine without make: the requirement is not run, with what adds it', async () => {
  const scenario = await openScenarioOfTest({ files: { Makefile: makefile } });
  const { make: host } = createFixtures({ ...scenario, run: { ...scenario.run, path: '/nowhere' } });
  await expect(host.read()).rejects.toMatchObject({
    name: 'NotRun',
    message: 'there is no make on this machine',
    hint: expect.stringContaining('apt-get install -y make'),
  });
});
