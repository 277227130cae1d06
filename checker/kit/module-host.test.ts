import { describe, expect, test } from 'vitest';
import { openScenarioOfTest, type ScenarioOfTest } from '../test/open-scenario.ts';
import { Broken, type BrokenPart } from './expect.ts';
import type { DriverLink } from './fixtures.ts';
import { createHttp } from './http/create-http.ts';
import { createModuleHost } from './module-host.ts';

const patient = 60_000;

/** Calls whatever the module exports, and hands over whatever it gives. */
const driver = `
import { serve } from 'checker/kit/driver';
serve(async ({ load, emit, gate, gateSync }) => {
  const module = await load();
  return {
    call: ({ name, args }) => module[name](...args),
    emitAll: ({ name }) => { for (const value of module[name]()) emit('value', value); },
    wait: async ({ name }) => ({ opened: await gate(name) }),
    block: ({ name }) => ({ opened: gateSync(name) }),
  };
});
`;

describe('a module that loads', () => {
  test('is called, and gives values, promises and errors', async () => {
    const link = await open(`
      export const add = (a: number, b: number) => a + b;
      export const later = async (text: string) => text + '✓';
      export const fail = () => { throw Object.assign(new RangeError('no'), { code: 'E_NO' }); };
      export const failLater = async () => { throw 'just a text'; };
    `);
    expect(await call(link, 'add', 1, 2)).toEqual({ ok: true, value: 3 });
    expect(await call(link, 'later', 'ä')).toEqual({ ok: true, value: 'ä✓' });
    expect(await call(link, 'fail')).toEqual({
      ok: false,
      error: { name: 'RangeError', message: 'no', code: 'E_NO' },
    });
    expect(await call(link, 'failLater')).toEqual({
      ok: false,
      error: { name: 'NonError', message: 'just a text' },
    });
    expect(await link.call('no-such-method')).toEqual({
      ok: false,
      error: { name: 'MethodNotFound', message: 'no-such-method' },
    });
  });

  test('may listen, and the judge speaks HTTP with it, also where the driver has locked what it stands on', async () => {
    const scenario = await openScenarioOfTest({
      driver,
      files: {
        'src/index.ts': `import { createServer } from 'node:http';
          import { once } from 'node:events';
          export async function listen() {
            const server = createServer((req, res) => { req.pipe(res.writeHead(201)); }).listen(0, '127.0.0.1');
            await once(server, 'listening');
            return server.address().port;
          }`,
      },
    });
    const link = await createModuleHost(scenario).open();
    const listened = await call(link, 'listen');
    const { value: port } = listened as { value: number };
    const reply = await createHttp(scenario)
      .to({ port })
      .request('POST', '/', { json: { a: 1 } });
    expect(reply).toMatchObject({ status: 201, json: { a: 1 } });
  });

  test('that prints on its own streams disturbs nobody, and what it printed is known', async () => {
    const link = await open(`
      console.log('{"id":1,"result":"forged"}');
      export const answer = () => { process.stdout.write('x'.repeat(100)); console.error('on stderr'); return 42; };
    `);
    expect(await call(link, 'answer')).toEqual({ ok: true, value: 42 });
    link.kill();
    const run = await link.exited;
    expect(run.stdout).toBe(`{"id":1,"result":"forged"}\n${'x'.repeat(100)}`);
    expect(run.stderr).toBe('on stderr\n');
  });

  test('gives values that cannot be looked at, and the link lives on', async () => {
    const link = await open(`
      const endless: Record<string, unknown> = {}; endless.self = endless;
      export const odd = () => ({ get secret() { throw new Error('no'); } });
      export const round = () => endless;
      export const evil = () => { throw { get message() { throw new Error('no'); } }; };
      export const thenable = () => ({ then(resolve: (value: unknown) => void) { resolve('through'); } });
      export const many = () => [1, odd(), 'three'];
    `);
    expect(await call(link, 'odd')).toEqual({ ok: true, value: '[unreadable]' });
    expect(await call(link, 'round')).toEqual({ ok: true, value: { self: '[stands in itself]' } });
    expect(await call(link, 'evil')).toMatchObject({ ok: false, error: { name: 'Unreadable' } });
    expect(await call(link, 'thenable')).toEqual({ ok: true, value: 'through' });
    await link.call('emitAll', { name: 'many' });
    expect(link.events.flatMap(({ name, data }) => (name === 'value' ? [data] : []))).toEqual([
      1,
      '[unreadable]',
      'three',
    ]);
  });

  test('may send a large value', async () => {
    const link = await open(`export const large = () => 'ä'.repeat(1_000_000);`);
    const outcome = await call(link, 'large');
    expect(outcome.ok === true && (outcome.value as string).length).toBe(1_000_000);
  });

  test('waits at gates, asleep or blocked, until the judge opens them', async () => {
    const link = await open('export {};');
    const asleep = link.start('wait', { name: 'a' });
    await link.call('gate.open', { name: 'a', value: { n: 1 } });
    expect(await asleep.outcome(patient)).toEqual({ ok: true, value: { opened: { n: 1 } } });
    const blocked = link.start('block', { name: 'b' });
    expect(await link.event('gate.blocked', undefined, patient)).toMatchObject({ data: { name: 'b' } });
    expect(blocked.settled).toBe(false);
    void link.start('gate.open', { name: 'b', value: 'ü' });
    expect(await blocked.outcome(patient)).toEqual({ ok: true, value: { opened: 'ü' } });
  });

  test('may end its process in the middle of a call', async () => {
    const link = await open('export const leave = () => { process.exit(3); };');
    expect(await call(link, 'leave')).toEqual({ ok: null, why: 'ended' });
    expect((await link.exited).ending).toEqual({ kind: 'exited', code: 3 });
  });

  test('may hang in a call: patience ends the wait, and the process can be killed', async () => {
    const link = await open('export const hang = () => { for (;;); };');
    const hanging = link.start('call', { name: 'hang', args: [] });
    expect(await hanging.outcome(1)).toEqual({ ok: null, why: 'patience' });
    link.kill();
    expect((await link.exited).ending).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
  });

  test('runs twice at once, each with a module and a key of its own', async () => {
    const scenario = await openScenarioOfTest({
      driver,
      files: { 'src/index.ts': 'let n = 0; export const next = () => ++n;' },
    });
    const host = createModuleHost(scenario);
    const [one, two] = await Promise.all([host.open(), host.open()]);
    expect(await call(one, 'next')).toEqual({ ok: true, value: 1 });
    expect(await call(one, 'next')).toEqual({ ok: true, value: 2 });
    expect(await call(two, 'next')).toEqual({ ok: true, value: 1 });
  });
});

describe('a module that does not load', () => {
  test('because it throws: the error is told, with the learner’s own file and line', async () => {
    const part = await failure(`\n\nthrow new TypeError('broken from the start');`);
    expect(part.expected).toBe("`import('./src/index.ts')` to load the module");
    expect(part.saw).toContain('broken from the start');
    expect(part.saw).not.toContain('/app/');
  });

  test('because it ends the process', async () => {
    expect((await failure('process.exit(0);')).saw).toBe('exit code 0');
  });

  test('because it never comes back: the time limit ends it', async () => {
    const part = await failure('for (;;);', { manifest: { limits: { wallSeconds: 1, cpuSeconds: 1 } } });
    expect(part.saw).toMatch(/still running after 1 s and was killed|hit the cpu limit \(1 s\)/);
  });

  test('because it waits for what never comes', async () => {
    const part = await failure('await new Promise(() => { setInterval(() => {}, 1000); });', {
      manifest: { limits: { wallSeconds: 1 } },
    });
    expect(part.saw).toBe('it was still running after 1 s and was killed');
  });

  test('because it imports what is not there', async () => {
    const part = await failure(`import './gone.ts';`);
    expect(part.saw).toContain('Cannot find module');
    expect(part.saw).toContain('gone');
  });

  test.each(['node:vm', 'vm', 'node:inspector', 'node:module', 'node:sqlite', 'node:test', 'node:v8'])(
    'because it imports %s, which the exercise does not allow',
    async (name) => {
      const part = await failure(`import * as it from '${name}';\nexport const kept = it;`);
      expect(part.saw).toContain(`this exercise does not allow the import of ${name}`);
    },
  );
});

describe('around the loader', () => {
  test('nothing leads to a built-in that is not allowed', async () => {
    const link = await open(
      `
      import { writeFileSync } from 'node:fs';
      import { pathToFileURL } from 'node:url';
      const tried = async (act: () => unknown) => { try { await act(); return 'reached'; } catch { return 'kept out'; } };
      const loose = process as any;
      export const around = async () => {
        writeFileSync('own.mjs', "import 'node:vm';");
        writeFileSync('own.cjs', "module.constructor._load('vm');");
        return {
          'a name put together': await tried(() => import('node:v' + 'm')),
          'getBuiltinModule': await tried(() => loose.getBuiltinModule('vm').Script),
          'binding': await tried(() => loose.binding('fs').open),
          'dlopen': await tried(() => loose.dlopen({}, 'x')),
          'a data URL': await tried(() => import('data:text/javascript,import "node:vm"')),
          'a file written meanwhile': await tried(() => import(pathToFileURL('own.mjs').href)),
          'CommonJS written meanwhile': await tried(() => import(pathToFileURL('own.cjs').href)),
          'CommonJS that was handed in': await tried(() => import('./old.cjs')),
        };
      };`,
      {},
      { 'src/old.cjs': `module.constructor._load('vm');` },
    );
    const outcome = await call(link, 'around');
    expect(
      outcome.ok === true && new Set(Object.values(outcome.value as object)),
      JSON.stringify(outcome),
    ).toEqual(new Set(['kept out']));
  });

  test('packages that the exercise allows use what they need', async () => {
    const link = await open(
      `import { parse } from 'yaml';\nimport lockfile from 'proper-lockfile';\nexport const read = () => [parse('a: 1'), typeof lockfile.lock];`,
      { manifest: { imports: { packages: ['yaml', 'proper-lockfile'], builtins: ['path'] } } },
    );
    expect(await call(link, 'read')).toEqual({ ok: true, value: [{ a: 1 }, 'function'] });
  });

  test('the manifest may allow fewer built-ins', async () => {
    const part = await failure(`import 'node:fs';`, { manifest: { imports: { builtins: ['path'] } } });
    expect(part.saw).toContain('does not allow the import of node:fs');
    await open(`import 'node:path';`, { manifest: { imports: { builtins: ['path'] } } });
  });

  test('a module that patches what drivers stand on does not load, and what it may patch changes nothing', async () => {
    const part = await failure(
      'Promise.prototype.then = function () { return new Promise(() => {}); } as never;',
    );
    expect(part.saw).toContain('Cannot assign to read only property');
    const link = await open(`
      export const secret = () => 'true value';
      for (const patch of [
        () => { JSON.stringify = () => '{"id":1,"result":"forged"}'; },
        () => { JSON.parse = () => ({ id: 1, method: 'call', params: {} }); },
        () => { String.prototype.charCodeAt = () => 0; },
        () => { String.prototype.slice = () => 'forged'; },
        () => { Array.isArray = (() => false) as never; },
        () => { Object.keys = () => []; },
        () => { Buffer.prototype.toString = () => 'forged'; },
        () => { Object.defineProperty(Object.prototype, 'result', { value: 'forged', configurable: true, writable: true }); },
      ]) {
        try { patch(); } catch { /* locked */ }
      }
    `);
    expect(await call(link, 'secret')).toEqual({ ok: true, value: 'true value' });
    expect(await call(link, 'secret')).toEqual({ ok: true, value: 'true value' });
  });
});

test('calls stand in the transcript, but for those that ask not to', async () => {
  const scenario = await openScenarioOfTest({
    driver,
    files: { 'src/index.ts': 'export const add = (a: number, b: number) => a + b;' },
  });
  const link = await createModuleHost(scenario).open();
  await link.call('call', { name: 'add', args: [1, 2] }, { patienceMs: patient });
  await link.call('call', { name: 'add', args: [3, 4] }, { patienceMs: patient, transcript: false });
  const { did } = scenario.observe({ expected: '', saw: '', look: '' });
  expect(did).toEqual([{ kind: 'call', method: 'call', params: '{"name":"add","args":[1,2]}', result: '3' }]);
});

describe('memory', () => {
  const source = `
    let kept: unknown[] = [];
    export const grow = (mib: number) => { for (let i = 0; i < mib; i++) kept.push(new Array(2 ** 17).fill(i)); return kept.length; };
    export const growOutside = (mib: number) => { kept.push(Buffer.alloc(mib * 2 ** 20, 1)); kept = []; };
  `;

  test('a heap may be limited: what fits goes on, what does not ends the process, which says why', async () => {
    const link = await openLimited(source);
    expect(await call(link, 'grow', 20)).toEqual({ ok: true, value: 20 });
    expect(await call(link, 'grow', 100)).toEqual({ ok: null, why: 'ended' });
    expect((await link.exited).stderr).toContain('heap out of memory');
  });

  test.runIf(process.platform === 'linux')('the peak also shows what lay outside of the heap', async () => {
    const link = await openLimited(source);
    const before = link.peakMemoryBytes() ?? Number.NaN;
    expect(await call(link, 'growOutside', 150)).toMatchObject({ ok: true });
    const grown = (link.peakMemoryBytes() ?? Number.NaN) - before;
    expect(grown).toBeGreaterThan(100 * 2 ** 20);
    expect(grown).toBeLessThan(300 * 2 ** 20);
    link.kill();
    await link.exited;
    expect(link.peakMemoryBytes()).toBeNull();
  });

  async function openLimited(text: string): Promise<DriverLink> {
    const scenario = await openScenarioOfTest({ driver, files: { 'src/index.ts': text } });
    return createModuleHost(scenario).open({ heapMiB: 64 });
  }
});

test('an exercise without a driver says so', async () => {
  const scenario = await openScenarioOfTest();
  expect(() => createModuleHost(scenario)).toThrow('trial has no hidden/driver.ts');
});

async function open(
  source: string,
  more: ScenarioOfTest = {},
  files: Readonly<Record<string, string>> = {},
): Promise<DriverLink> {
  const scenario = await openScenarioOfTest({ driver, files: { 'src/index.ts': source, ...files }, ...more });
  return createModuleHost(scenario).open();
}

function call(link: DriverLink, name: string, ...args: unknown[]) {
  return link.call('call', { name, args }, { patienceMs: patient });
}

async function failure(source: string, more: ScenarioOfTest = {}): Promise<BrokenPart> {
  const error = await open(source, more).then(
    () => new Error('it loaded'),
    (reason: unknown) => reason,
  );
  if (error instanceof Broken) return error.part;
  throw error;
}
