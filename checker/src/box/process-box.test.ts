import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { limitsSchema } from '../course/manifest.ts';
import type { BoxCommand, BoxExit, BoxProcess } from './box.ts';
import { chooseIdentity } from './identity.ts';
import { openProcessBox } from './process-box.ts';
import { readProcess } from './process-table.ts';

const linux = process.platform === 'linux';
const never = new AbortController().signal;
let parent: string;
let app: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'box-test-'));
  chmodSync(parent, 0o755);
  app = join(parent, 'app');
  mkdirSync(app);
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

function openBox(limits: object = {}) {
  return openProcessBox({
    app,
    readable: [],
    limits: limitsSchema.parse(limits),
    parent,
    identity: chooseIdentity([process.execPath, tmpdir()], { PATH: process.env.PATH }),
    node: process.execPath,
  });
}

/** Lays a program out and starts it. */
function program(source: string, more: Partial<BoxCommand> = {}): BoxCommand {
  const entry = join(app, 'main.mjs');
  writeFileSync(entry, source);
  return { run: { kind: 'node', entry }, args: [], ...more };
}

async function endOf(child: BoxProcess): Promise<BoxExit & { readonly out: string; readonly err: string }> {
  const exit = await child.exited;
  return { ...exit, out: child.stdout.text(), err: child.stderr.text() };
}

test('gives arguments, input and a clean environment, and reads what comes back', async () => {
  await using box = openBox();
  const source = `
    let input = '';
    for await (const chunk of process.stdin) input += chunk;
    console.log(JSON.stringify({ args: process.argv.slice(2), input, env: process.env, cwd: process.cwd() }));
    console.error('on the other stream');
    process.exitCode = 7;
  `;
  const child = await box.spawn(program(source, { args: ['a', 'b c'], env: { EXTRA: '1' } }));
  child.stdin.end('hello');
  const { ending, out, err, leftBehind } = await endOf(child);
  expect(ending).toEqual({ kind: 'exited', code: 7 });
  const seen = JSON.parse(out);
  expect(seen).toMatchObject({ args: ['a', 'b c'], input: 'hello', cwd: join(box.scratch, 'work') });
  expect(
    Object.keys(seen.env)
      .filter((name) => name !== '__CF_USER_TEXT_ENCODING')
      .sort(),
  ).toEqual(['EXTRA', 'HOME', 'LANG', 'PATH', 'PWD', 'TMPDIR', 'TZ'].filter((name) => name in seen.env));
  expect(err).toBe('on the other stream\n');
  expect(leftBehind).toBe(0);
});

describe('limits', () => {
  test('wall time: the whole group is killed, and the ending says why', async () => {
    await using box = openBox();
    const child = await box.spawn(program('setInterval(() => {}, 1000)', { limits: { wallSeconds: 1 } }));
    const { ending } = await endOf(child);
    expect(ending).toEqual({ kind: 'killed', why: { limit: 'wall', figure: '1 s' } });
  });

  test('CPU time, which a busy machine does not shorten', async () => {
    await using box = openBox({ cpuSeconds: 1, wallSeconds: 120 });
    const { ending } = await endOf(await box.spawn(program('for (;;);')));
    expect(ending).toEqual({ kind: 'killed', why: { limit: 'cpu', figure: '1 s' } });
  });

  test.runIf(linux)('memory of everything in the group together', async () => {
    await using box = openBox({ memoryMiB: 128 });
    const source = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(16 << 20, 1)), 5);';
    const { ending, peakMemoryBytes } = await endOf(await box.spawn(program(source)));
    expect(ending).toEqual({ kind: 'killed', why: { limit: 'memory', figure: '128 MiB' } });
    expect(peakMemoryBytes).toBeGreaterThan(128 << 20);
  });

  test('the size of a file: the write fails, and the program may go on', async () => {
    await using box = openBox();
    const source = `
      import { writeFileSync, statSync } from 'node:fs';
      try { writeFileSync('big', Buffer.alloc(10_000)); } catch (error) { console.log(error.code, statSync('big').size); }
    `;
    const { out, ending } = await endOf(await box.spawn(program(source, { limits: { fileBytes: 4096 } })));
    expect(out).toBe('EFBIG 4096\n');
    expect(ending).toEqual({ kind: 'exited', code: 0 });
  });

  test('output: the first part is kept, the rest is read and dropped, and the program comes to its end', async () => {
    await using box = openBox();
    const source = `process.stdout.write('x'.repeat(3 << 20), () => { console.error('through'); });`;
    const child = await box.spawn(program(source));
    const { ending, limits, err } = await endOf(child);
    expect(ending).toEqual({ kind: 'exited', code: 0 });
    expect(err).toBe('through\n');
    expect(child.stdout.bytes().length).toBe(1 << 20);
    expect(child.stdout.total).toBe(3 << 20);
    expect(limits).toEqual([{ limit: 'output', figure: '1 MiB of stdout' }]);
  });
});

test('what it starts and leaves behind is counted and ended', async () => {
  await using box = openBox();
  const source = `
    import { spawn } from 'node:child_process';
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    child.unref();
    console.log(child.pid);
  `;
  const { out, leftBehind } = await endOf(await box.spawn(program(source)));
  expect(leftBehind).toBe(1);
  await expect.poll(() => readProcess(Number(out))?.state ?? 'gone').toMatch(/gone|Z/);
});

test.runIf(linux)('closing the box ends who left its group and its session', async () => {
  const box = openBox();
  const source = `
    import { spawn } from 'node:child_process';
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached: true });
    child.unref();
    console.log(child.pid);
    setInterval(() => {}, 1000);
  `;
  const child = await box.spawn(program(source));
  const pid = await child.stdout.until((text) => (text.endsWith('\n') ? Number(text) : undefined), never);
  await box[Symbol.asyncDispose]();
  await child.exited;
  await expect.poll(() => readProcess(pid ?? 0)?.state ?? 'gone').toMatch(/gone|Z/);
  expect(readdirSync(parent)).toEqual(['app']);
});

test('a scratch folder whose permissions were taken away is removed all the same', async () => {
  const box = openBox();
  const source = `
    import { mkdirSync, writeFileSync, chmodSync } from 'node:fs';
    mkdirSync('locked'); writeFileSync('locked/file', ''); chmodSync('locked', 0);
  `;
  await endOf(await box.spawn(program(source)));
  await box[Symbol.asyncDispose]();
  expect(readdirSync(parent)).toEqual(['app']);
});

test("Node's permission model keeps reads and writes inside", async () => {
  await using box = openBox();
  const source = `
    import { readFileSync, writeFileSync } from 'node:fs';
    import { spawnSync } from 'node:child_process';
    const tried = (act) => { try { act(); return 'done'; } catch (error) { return error.code; } };
    console.log([
      tried(() => writeFileSync('inside', '')),
      tried(() => readFileSync('/etc/passwd')),
      tried(() => writeFileSync('/tmp/outside-the-box', '')),
      tried(() => spawnSync('true')),
    ].join(' '));
  `;
  const { out } = await endOf(await box.spawn(program(source, { permission: { kind: 'on' } })));
  expect(out).toBe('done ERR_ACCESS_DENIED ERR_ACCESS_DENIED ERR_ACCESS_DENIED\n');
});

test('threads are refused unless they are granted', async () => {
  await using box = openBox();
  const source = `
    import { Worker } from 'node:worker_threads';
    try {
      new Worker('', { eval: true }).on('exit', (code) => console.log('ended', code));
    } catch (error) {
      console.log(error.code);
    }
  `;
  const outOf = async (workers: boolean) =>
    (await endOf(await box.spawn(program(source, { permission: { kind: 'on', workers } })))).out;
  expect([await outOf(false), await outOf(true)]).toEqual(['ERR_ACCESS_DENIED\n', 'ended 0\n']);
});

test.runIf(linux)('CPU time is exact for a program that runs alone, however short it was', async () => {
  await using box = openBox();
  const idle = await endOf(await box.spawn(program('')));
  const busy = await endOf(
    await box.spawn(
      program('const end = process.cpuUsage().user + 300_000; while (process.cpuUsage().user < end);'),
    ),
  );
  expect((busy.cpuMs ?? 0) - (idle.cpuMs ?? 0)).toBeGreaterThanOrEqual(200);
});

test('the judge can wait for output, and close its end as head does', async () => {
  await using box = openBox();
  const source = `
    process.stdout.on('error', (error) => { console.error(error.code); process.exit(0); });
    setInterval(() => process.stdout.write('line\\n'), 1);
  `;
  const child = await box.spawn(program(source));
  expect(await child.stdout.until((text) => (text.includes('line\n') ? 'seen' : undefined), never)).toBe(
    'seen',
  );
  child.stdout.close();
  const { err } = await endOf(child);
  expect(err).toBe('EPIPE\n');
});

test.runIf(process.getuid?.() === 0)('root hands the box to a user that file modes hold back', async () => {
  await using box = openBox();
  const source = `
    import { writeFileSync } from 'node:fs';
    try { writeFileSync(new URL('./x', import.meta.url), ''); console.log('written'); } catch (error) { console.log(process.getuid(), error.code); }
  `;
  const { out } = await endOf(await box.spawn(program(source)));
  expect(out).toBe('65534 EACCES\n');
});
