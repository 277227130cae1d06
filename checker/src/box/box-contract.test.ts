import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findContainers } from '../../test/find-containers.ts';
import { limitsSchema } from '../course/manifest.ts';
import { repository } from '../repository.ts';
import type { Box, BoxCommand, BoxExit, BoxProcess, Isolation } from './box.ts';
import { probeBubblewrap } from './bubblewrap/probe-bubblewrap.ts';
import { probeCgroups } from './cgroup.ts';
import { buildSupervisor } from './container/build-supervisor.ts';
import { keepPlaces } from './container/keep-places.ts';
import { chooseIdentity } from './identity.ts';
import { openBox } from './open-box.ts';
import { readProcess } from './process-table.ts';
import type { Walls } from './walls.ts';

const containers = await findContainers();
const bubblewrap = probeBubblewrap({ path: process.env.PATH ?? '', node: process.execPath });
const hasBubblewrap = bubblewrap.kind === 'ready' && process.getuid?.() === 0;
if (!hasBubblewrap) {
  const why = bubblewrap.kind === 'unavailable' ? bubblewrap.why : 'only root makes boxes directly';
  console.info(`bubblewrap is not tested: ${why}`);
}
const never = new AbortController().signal;
const places = keepPlaces();
let parent: string;
let app: string;
let supervisor: string;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'box-'));
  chmodSync(parent, 0o711);
  app = join(parent, 'app');
  mkdirSync(app);
  supervisor = await buildSupervisor(parent);
});
afterAll(async () => {
  await places[Symbol.asyncDispose]();
  rmSync(parent, { recursive: true, force: true });
});

function wallsOf(isolation: Isolation): Walls {
  if (isolation === 'process') {
    return { isolation, identity: chooseIdentity([process.execPath, tmpdir()], { PATH: process.env.PATH }) };
  }
  if (isolation === 'bubblewrap') {
    if (bubblewrap.kind === 'unavailable') throw new Error(bubblewrap.why);
    return {
      isolation,
      tools: bubblewrap.tools,
      cgroups: probeCgroups(`${basename(parent)}-probe`),
      concealed: [repository],
    };
  }
  if (containers === null) throw new Error('there are no containers here');
  return containers.walls(supervisor);
}

function open(isolation: Isolation, limits: object = {}, walls = wallsOf(isolation)): Box {
  return openBox(
    { app, readable: [], limits: limitsSchema.parse(limits), parent, node: process.execPath },
    walls,
    places,
  );
}

let programs = 0;
function program(source: string, more: Partial<BoxCommand> = {}): BoxCommand {
  const entry = join(app, `main-${++programs}.mjs`);
  writeFileSync(entry, source);
  return { run: { kind: 'node', entry }, args: [], ...more };
}

async function endOf(child: BoxProcess): Promise<BoxExit & { readonly out: string; readonly err: string }> {
  const exit = await child.exited;
  return { ...exit, out: child.stdout.text(), err: child.stderr.text() };
}

describe.each([
  { isolation: 'process' as const, has: true },
  { isolation: 'bubblewrap' as const, has: hasBubblewrap },
  { isolation: 'container' as const, has: containers !== null },
])('a box of the isolation $isolation', { timeout: 60_000 }, ({ isolation, has }) => {
  const it = test.runIf(has);

  it('gives arguments, input and a clean environment, and tells the exit code', async () => {
    await using box = open(isolation);
    const source = `
      let input = '';
      for await (const chunk of process.stdin) input += chunk;
      console.log(JSON.stringify({ args: process.argv.slice(2), input, names: Object.keys(process.env), cwd: process.cwd() }));
      console.error('on the other stream');
      process.exitCode = 7;
    `;
    const child = await box.spawn(program(source, { args: ['a', 'b c'], env: { EXTRA: '1' } }));
    child.stdin.end('hello');
    const { ending, out, err, leftBehind } = await endOf(child);
    expect(ending).toEqual({ kind: 'exited', code: 7 });
    const seen = JSON.parse(out);
    expect(seen).toMatchObject({ args: ['a', 'b c'], input: 'hello', cwd: join(box.scratch, 'work') });
    expect(seen.names.filter((name: string) => name !== 'PWD').sort()).toEqual(
      ['EXTRA', 'HOME', 'LANG', 'PATH', 'TMPDIR', 'TZ'].sort(),
    );
    expect(err).toBe('on the other stream\n');
    expect(leftBehind).toBe(0);
  });

  it('tells the very signal that ended a program, and passes signals on', async () => {
    await using box = open(isolation);
    const dead = await endOf(
      await box.spawn(program(`process.kill(process.pid, 'SIGQUIT'); setInterval(() => {}, 1000)`)),
    );
    expect(dead.ending).toEqual({ kind: 'signalled', signal: 'SIGQUIT' });
    const source = `process.on('SIGTERM', () => process.exit(5)); setInterval(() => {}, 1000); console.log('up');`;
    const child = await box.spawn(program(source));
    await child.stdout.until((text) => (text === 'up\n' ? true : undefined), never);
    child.signal('SIGTERM');
    expect((await child.exited).ending).toEqual({ kind: 'exited', code: 5 });
  });

  it('names the limits: wall, CPU, memory, output, size of a file', async () => {
    await using box = open(isolation, { memoryMiB: 128, cpuSeconds: 1, wallSeconds: 60 });
    const wall = await endOf(
      await box.spawn(program('setInterval(() => {}, 1000)', { limits: { wallSeconds: 1 } })),
    );
    expect(wall.ending).toEqual({ kind: 'killed', why: { limit: 'wall', figure: '1 s' } });
    expect((await endOf(await box.spawn(program('for (;;);')))).ending).toEqual({
      kind: 'killed',
      why: { limit: 'cpu', figure: '1 s' },
    });
    const grows = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(16 << 20, 1)), 5);';
    expect((await endOf(await box.spawn(program(grows)))).ending).toEqual({
      kind: 'killed',
      why: { limit: 'memory', figure: '128 MiB' },
    });
    const flood = await box.spawn(
      program(`process.stdout.write('x'.repeat(3 << 20), () => console.error('through'))`),
    );
    const { limits, err } = await endOf(flood);
    expect([flood.stdout.bytes().length, flood.stdout.total, err]).toEqual([1 << 20, 3 << 20, 'through\n']);
    expect(limits).toEqual([{ limit: 'output', figure: '1 MiB of stdout' }]);
    const writes = `
      import { writeFileSync, statSync } from 'node:fs';
      try { writeFileSync('big', Buffer.alloc(10_000)); } catch (error) { console.log(error.code, statSync('big').size); }
    `;
    expect((await endOf(await box.spawn(program(writes, { limits: { fileBytes: 4096 } })))).out).toBe(
      'EFBIG 4096\n',
    );
  });

  it('has extra descriptors that a program may read from while it stands still', async () => {
    await using box = open(isolation);
    const source = `
      import { readSync, writeSync } from 'node:fs';
      const bytes = Buffer.alloc(16);
      writeSync(4, bytes.subarray(0, readSync(3, bytes)));
    `;
    const child = await box.spawn(program(source, { pipes: 3 }));
    child.pipes[0]?.write('through');
    const came = Promise.withResolvers<string>();
    child.pipes[1]?.once('data', (chunk: Buffer) => came.resolve(chunk.toString()));
    expect(await came.promise).toBe('through');
    expect((await child.exited).ending).toEqual({ kind: 'exited', code: 0 });
  });

  it('ends who left its group and its session, and leaves no file', async () => {
    const box = open(isolation);
    const source = `
      import { spawn } from 'node:child_process';
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached: true }).unref();
      console.log('started');
      setInterval(() => {}, 1000);
    `;
    const child = await box.spawn(program(source));
    await child.stdout.until((text) => (text === 'started\n' ? true : undefined), never);
    expect(await box.killAll()).toBe(true);
    await child.exited;
    expect(await box.killAll()).toBe(false);
    await box[Symbol.asyncDispose]();
    await expect.poll(() => readProcess(child.pid)?.state ?? 'gone').toMatch(/gone|Z/);
    expect(readdirSync(join(box.scratch, '..')).filter((name) => name.startsWith('box-'))).toEqual([]);
  });

  it('is reached at its ports, with refusals and resets as they are', async () => {
    await using box = open(isolation);
    const source = `
      import { createServer } from 'node:net';
      createServer((socket) => {
        socket.on('error', () => {});
        socket.on('data', (data) => String(data) === 'reset' ? socket.resetAndDestroy() : socket.end(data));
      }).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
    `;
    const child = await box.spawn(program(source));
    const port = Number(await child.stdout.until((text) => (text.endsWith('\n') ? text : undefined), never));
    const say = async (text: string) => {
      const socket = await box.network.connect({ host: '127.0.0.1', port });
      const ended = Promise.withResolvers<string>();
      let said = '';
      socket.on('data', (chunk: Buffer) => {
        said += chunk;
      });
      socket.once('end', () => ended.resolve(`${said} and an end`));
      socket.once('error', (error: NodeJS.ErrnoException) => ended.resolve(error.code ?? ''));
      socket.write(text);
      const how = await ended.promise;
      socket.destroy();
      return how;
    };
    expect([await say('hello'), await say('reset')]).toEqual(['hello and an end', 'ECONNRESET']);
    child.kill();
    await child.exited;
    await expect(box.network.connect({ host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });

  it('finds doors of the judge, and sees them refuse', async () => {
    await using box = open(isolation);
    await using door = await box.network.openDoorway((socket) => socket.end('welcome'));
    const visit = `
      import { connect } from 'node:net';
      const socket = connect(Number(process.argv[2]), '127.0.0.1');
      socket.on('data', (data) => console.log(String(data))).on('error', (error) => console.log(error.code));
    `;
    const seen = async () =>
      (await endOf(await box.spawn(program(visit, { args: [String(door.port)] })))).out;
    expect(await seen()).toBe('welcome\n');
    await door.refuse();
    expect(await seen()).toBe('ECONNREFUSED\n');
    await door.admit();
    expect(await seen()).toBe('welcome\n');
  });
});

describe('a container', { timeout: 60_000 }, () => {
  const it = test.runIf(containers !== null);

  it('has no way to the machine: its ports, its files, its processes, other users', async () => {
    const server = createServer((socket) => socket.end('the machine')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { readonly port: number };
    const source = `
      import { connect } from 'node:net';
      import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
      const tried = (act) => { try { act(); return 'done'; } catch (error) { return error.code; } };
      const dial = (port, host) => new Promise((resolve) => connect({ port, host, timeout: 2000 })
        .on('connect', () => resolve('in')).on('timeout', () => resolve('timeout')).on('error', (error) => resolve(error.code)));
      console.log(JSON.stringify({
        own: await dial(${port}, '127.0.0.1'), out: await dial(80, '169.254.169.254'),
        docker: existsSync('/var/run/docker.sock'),
        repository: existsSync(${JSON.stringify(join(import.meta.dirname, 'box.ts'))}),
        link: tried(() => readdirSync('/run/judge')), app: tried(() => writeFileSync(new URL('./x', import.meta.url), '')),
        root: tried(() => writeFileSync('/x', '')), kill: tried(() => process.kill(1, 'SIGKILL')),
        memory: tried(() => readFileSync('/proc/1/environ')),
        rights: /CapEff:\\s+0+\\n/.test(readFileSync('/proc/self/status', 'utf8')),
        locked: /NoNewPrivs:\\s+1/.test(readFileSync('/proc/self/status', 'utf8')),
      }));
    `;
    await using box = open('container');
    const { out } = await endOf(await box.spawn(program(source)));
    server.close();
    expect(JSON.parse(out)).toEqual({
      own: 'ECONNREFUSED',
      out: 'ENETUNREACH',
      docker: false,
      repository: false,
      link: 'EACCES',
      app: 'EROFS',
      root: expect.stringMatching(/EROFS|EACCES/),
      kill: 'EPERM',
      memory: 'EACCES',
      rights: true,
      locked: true,
    });
  });

  test.runIf((containers?.walls('').cpus ?? null) !== null)(
    'keeps no more processors busy than it is given',
    async () => {
      const source = `
      import { existsSync, readFileSync } from 'node:fs';
      const number = (name) => Number(readFileSync('/sys/fs/cgroup/cpu/cpu.cfs_' + name + '_us', 'utf8'));
      const [quota, period] = existsSync('/sys/fs/cgroup/cpu.max')
        ? readFileSync('/sys/fs/cgroup/cpu.max', 'utf8').split(' ').map(Number)
        : [number('quota'), number('period')];
      console.log(quota / period);
    `;
      const cpusOf = async (box: Box, limits: object = {}) =>
        Number((await endOf(await box.spawn(program(source, { limits })))).out);
      await using usual = open('container');
      expect(await cpusOf(usual)).toBe(Math.min(2, cpus().length));
      await using half = open('container', {}, { ...wallsOf('container'), cpus: 0.5 } as Walls);
      expect(await cpusOf(half)).toBe(0.5);
      expect(await cpusOf(half, { memoryMiB: 1024 })).toBe(0.5);
    },
  );

  test.runIf(containers?.walls('').cgroupParent === '/')(
    'shares its weight with no other, where the engine would give one to all',
    async () => {
      await using box = open('container');
      const child = await box.spawn(program('setInterval(() => {}, 1000)'));
      const groups = readFileSync(`/proc/${child.pid}/cgroup`, 'utf8').trimEnd().split('\n');
      expect(new Set(groups.map((line) => dirname(line.split(':').at(-1) ?? '')))).toEqual(new Set(['/']));
      child.kill();
      await child.exited;
    },
  );

  it('that dies is the trouble of the box, and the next box gets another', async () => {
    const box = open('container');
    const child = await box.spawn(program('setInterval(() => {}, 1000)'));
    const supervisorPid = readProcess(child.pid)?.parent ?? 0;
    process.kill(supervisorPid, 'SIGKILL');
    await child.exited;
    await expect.poll(() => box.trouble()).toMatch(/container of the box has ended/);
    await expect(box.spawn(program(''))).rejects.toMatchObject({ code: 'BOX_UNAVAILABLE' });
    await box[Symbol.asyncDispose]();
    await using next = open('container');
    expect((await endOf(await next.spawn(program('')))).ending).toEqual({ kind: 'exited', code: 0 });
  });

  it('whose image is missing says how to get it', async () => {
    const walls = { ...wallsOf('container'), image: 'no-such-image:1' };
    await using box = open('container', {}, walls);
    await expect(box.spawn(program(''))).rejects.toMatchObject({
      code: 'BOX_UNAVAILABLE',
      hint: expect.stringContaining('docker pull no-such-image:1'),
    });
  });
});
