import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { limitsSchema } from '../../course/manifest.ts';
import { repository } from '../../repository.ts';
import type { BoxCommand, BoxExit, BoxProcess } from '../box.ts';
import { probeCgroups } from '../cgroup.ts';
import { idsOf } from '../identity.ts';
import { readProcess, readProcessTable } from '../process-table.ts';
import { openBubblewrapBox } from './bubblewrap-box.ts';
import { probeBubblewrap } from './probe-bubblewrap.ts';

const probe = probeBubblewrap({ path: process.env.PATH ?? '', node: process.execPath });
const never = new AbortController().signal;
let parent: string;
let app: string;

// An ordinary user makes boxes within a user namespace only, as judging processes are: the judge's own tests do that.
const why =
  probe.kind === 'unavailable'
    ? probe.why
    : process.getuid?.() === 0
      ? null
      : 'only root makes boxes directly';
if (why !== null) process.stderr.write(`bubblewrap boxes are not tested: ${why}\n`);

describe.skipIf(why !== null)('a bubblewrap box', () => {
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'box-test-'));
    chmodSync(parent, 0o755);
    app = join(parent, 'app');
    mkdirSync(app);
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  test('shows the files of the exercise and nothing else of this machine', async () => {
    writeFileSync(join(parent, 'secret'), 'of the judge');
    await using box = open();
    const { out } = await run(
      box,
      `
        import { readFileSync, readdirSync } from 'node:fs';
        const tried = (path) => { try { return readFileSync(path, 'utf8').slice(0, 12); } catch (error) { return error.code; } };
        console.log(JSON.stringify({
          secret: tried(${JSON.stringify(join(parent, 'secret'))}),
          repository: tried(${JSON.stringify(join(repository, 'package.json'))}),
          shadow: tried('/etc/shadow'),
          beside: readdirSync(${JSON.stringify(parent)}),
          home: tried('/root/.bashrc'),
          own: tried(import.meta.filename).trim().length > 0,
        }));
      `,
    );
    expect(JSON.parse(out)).toEqual({
      secret: 'ENOENT',
      repository: 'ENOENT',
      shadow: 'ENOENT',
      beside: expect.not.arrayContaining(['secret', 'etc']),
      home: expect.stringMatching(/ENOENT|EACCES/),
      own: true,
    });
  });

  test('lets nothing be written but the scratch folder and what is temporary', async () => {
    await using box = open();
    const { out } = await run(
      box,
      `
        import { writeFileSync } from 'node:fs';
        const tried = (path) => { try { writeFileSync(path, 'x'); return 'written'; } catch (error) { return error.code; } };
        console.log(['here', '/tmp/x', new URL('./x', import.meta.url), '/x', '/usr/x', '/etc/x'].map(tried).join(' '));
      `,
    );
    expect(out).toBe('written written EROFS EROFS EROFS EROFS\n');
    expect(readFileSync(join(box.scratch, 'work/here'), 'utf8')).toBe('x');
    expect(existsSync('/tmp/x')).toBe(false);
  });

  test('has its own processes, as a user of its own and without any capability', async () => {
    await using box = open();
    const { out } = await run(
      box,
      `
        import { readdirSync, readFileSync, statSync } from 'node:fs';
        import { userInfo } from 'node:os';
        const status = readFileSync('/proc/self/status', 'utf8');
        console.log(JSON.stringify({
          uid: process.getuid(), groups: process.getgroups(), name: userInfo().username, folder: statSync('.').uid,
          pids: readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).length,
          capabilities: [...status.matchAll(/^Cap(?:Inh|Prm|Eff|Bnd|Amb):\\s+(\\S+)$/gm)].map(([, set]) => BigInt('0x' + set) === 0n),
          noNewPrivileges: /^NoNewPrivs:\\s+1$/m.test(status),
        }));
      `,
    );
    const { uid, gid } = idsOf(box.identity);
    expect(JSON.parse(out)).toEqual({
      uid,
      groups: [gid],
      name: 'learner',
      folder: uid,
      // The first process, and this one.
      pids: 2,
      capabilities: [true, true, true, true, true],
      noNewPrivileges: true,
    });
  });

  test('has another user than the next box', async () => {
    await using first = open();
    await using second = open();
    expect(first.identity).not.toEqual(second.identity);
  });

  test('has the environment of a box and nothing of ours', async () => {
    await using box = open();
    const { out } = await run(box, 'console.log(Object.keys(process.env).sort().join(" "), process.cwd())');
    expect(out).toBe(`HOME LANG PATH PWD TMPDIR TZ ${join(box.scratch, 'work')}\n`);
  });

  test('tells a program that ended by a signal from one that ended with the number', async () => {
    await using box = open();
    const dies = await run(box, `process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);`);
    const says = await run(box, 'process.exit(143);');
    expect([dies.ending, says.ending]).toEqual([
      { kind: 'signalled', signal: 'SIGTERM' },
      { kind: 'exited', code: 143 },
    ]);
  });

  test('passes signals on to the program itself', async () => {
    await using box = open();
    const child = await box.spawn(
      program(
        `process.on('SIGUSR2', () => process.exit(9)); console.log('ready'); setInterval(() => {}, 1000);`,
      ),
    );
    await child.stdout.until((text) => (text.includes('ready') ? true : undefined), never);
    child.signal('SIGSTOP');
    await expect.poll(() => readProcess(child.pid)?.state).toBe('T');
    child.signal('SIGCONT');
    child.signal('SIGUSR2');
    expect((await child.exited).ending).toEqual({ kind: 'exited', code: 9 });
  });

  test('ends a program that was stopped', async () => {
    const box = open();
    const child = await box.spawn(program(`console.log('ready'); setInterval(() => {}, 1000);`));
    await child.stdout.until((text) => (text.includes('ready') ? true : undefined), never);
    child.signal('SIGSTOP');
    await expect.poll(() => readProcess(child.pid)?.state).toBe('T');
    await box[Symbol.asyncDispose]();
    expect((await child.exited).ending).toEqual({ kind: 'signalled', signal: 'SIGKILL' });
  });

  test('holds a driver link: pipes from the third on', async () => {
    await using box = open();
    const child = await box.spawn(
      program(
        `import { createReadStream, writeSync } from 'node:fs';
         createReadStream(null, { fd: 3 }).once('data', (data) => { writeSync(4, 'heard ' + data); process.exit(); });`,
        { pipes: 2 },
      ),
    );
    child.pipes[0]?.write('this');
    const [said] = await new Promise<Buffer[]>((resolve) => {
      child.pipes[1]?.once('data', (data: Buffer) => resolve([data]));
    });
    expect(String(said)).toBe('heard this');
    await child.exited;
  });

  test('two programs of one box see each other, and the files of each other', async () => {
    await using box = open();
    const first = await box.spawn(program(`console.log('ready'); setInterval(() => {}, 1000);`));
    await first.stdout.until((text) => (text.includes('ready') ? true : undefined), never);
    const { out } = await run(
      box,
      `import { readdirSync } from 'node:fs';
       console.log(readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).length);`,
    );
    expect(out).toBe('3\n');
  });

  test('a shared folder is writable at its own path', async () => {
    const shared = join(parent, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o777);
    await using box = open();
    await run(box, '');
    box.share(shared);
    await run(
      box,
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(join(shared, 'x'))}, 'y');`,
    );
    expect(readFileSync(join(shared, 'x'), 'utf8')).toBe('y');
  });

  test.skipIf(why !== null || probeCgroups('checker-test-probe') === null)(
    'the kernel ends what takes memory faster than anybody can look',
    async () => {
      await using box = open({ memoryMiB: 128 });
      const { ending } = await run(box, `Buffer.alloc(2 ** 31, 1); setInterval(() => {}, 1000);`);
      expect(ending).toEqual({ kind: 'killed', why: { limit: 'memory', figure: '128 MiB' } });
    },
  );

  test('a bomb of processes ends within the box', async () => {
    await using box = open({ processes: 20 });
    const child = await box.spawn({
      run: { kind: 'tool', file: '/bin/sh' },
      args: ['-c', 'while :; do sleep 1000 & done'],
    });
    const { ending } = await child.exited;
    expect(ending).toEqual({ kind: 'killed', why: { limit: 'processes', figure: '20 processes' } });
    expect(readProcess(child.pid)?.state ?? 'gone').toMatch(/gone|Z/);
    await box.killAll();
    expect((readProcessTable() ?? []).filter(isOf('sleep\u00001000'))).toEqual([]);
  });

  test('leaves nothing: no process, no mount, no folder, no control group', async () => {
    const box = open();
    const child = await box.spawn(
      program(`
        import { spawn } from 'node:child_process';
        spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached: true, env: {} }).unref();
        console.log('ready'); setInterval(() => {}, 1000);
      `),
    );
    await child.stdout.until((text) => (text.includes('ready') ? true : undefined), never);
    const { scratch } = box;
    await box[Symbol.asyncDispose]();
    await child.exited;
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(scratch);
    expect(readdirSync(parent).sort()).toEqual(['app']);
    expect((readProcessTable() ?? []).filter(isOf(scratch))).toEqual([]);
  });

  describe('when a part of it is ended from outside', () => {
    test('its first process: the box says so, and nothing more is started in it', async () => {
      await using box = open();
      const child = await box.spawn(program(`console.log('ready'); setInterval(() => {}, 1000);`));
      await child.stdout.until((text) => (text.includes('ready') ? true : undefined), never);
      expect(await box.trouble()).toBeNull();
      process.kill(firstOf(child), 'SIGKILL');
      await child.exited;
      expect(await box.trouble()).toContain('ended by itself');
      await expect(box.spawn(program(''))).rejects.toMatchObject({ code: 'BOX_UNAVAILABLE' });
    });

    test('bubblewrap itself: the same', async () => {
      await using box = open();
      const child = await box.spawn(program(`console.log('ready'); setInterval(() => {}, 1000);`));
      await child.stdout.until((text) => (text.includes('ready') ? true : undefined), never);
      process.kill(readProcess(firstOf(child))?.parent ?? 0, 'SIGKILL');
      await child.exited;
      expect(await box.trouble()).toContain('ended by itself');
    });

    test('what brought the program in: the ending it tells is not the program’s', async () => {
      await using box = open();
      const child = await box.spawn(program(`console.log('ready'); setInterval(() => {}, 1000);`));
      await child.stdout.until((text) => (text.includes('ready') ? true : undefined), never);
      process.kill(readProcess(child.pid)?.parent ?? 0, 'SIGKILL');
      await child.exited;
      expect(await box.trouble()).toContain('ended from outside');
    });
  });
});

function open(limits: object = {}) {
  if (probe.kind === 'unavailable') throw new Error(probe.why);
  return openBubblewrapBox({
    app,
    readable: [],
    limits: limitsSchema.parse(limits),
    parent,
    node: process.execPath,
    tools: probe.tools,
    cgroups: probeCgroups('checker-test-probe'),
    concealed: [repository],
  });
}

type OpenBox = ReturnType<typeof open>;

function program(source: string, more: Partial<BoxCommand> = {}): BoxCommand {
  const entry = join(app, 'main.mjs');
  writeFileSync(entry, source);
  return { run: { kind: 'node', entry }, args: [], ...more };
}

async function run(box: OpenBox, source: string): Promise<BoxExit & { readonly out: string }> {
  const child = await box.spawn(program(source));
  child.stdin.end();
  const exit = await child.exited;
  return { ...exit, out: child.stdout.text() };
}

/** The first process of the box that a program of it runs in: the one whose number there is 1. */
function firstOf({ pid }: BoxProcess): number {
  const space = namespaceOf(pid);
  const found = (readProcessTable() ?? []).find(
    (row) => namespaceOf(row.pid) === space && /^NSpid:.*\t1$/m.test(readStatus(row.pid)),
  );
  if (found === undefined) throw new Error('the box has no first process');
  return found.pid;
}

function namespaceOf(pid: number): string {
  try {
    return /^NSpid:/m.test(readStatus(pid)) ? readlinkSync(`/proc/${pid}/ns/pid`) : '';
  } catch {
    return '';
  }
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'latin1');
  } catch {
    return '';
  }
}

function isOf(folder: string): (row: { readonly pid: number; readonly state: string }) => boolean {
  return ({ pid, state }) => {
    if (state === 'Z' || pid === process.pid) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(folder);
    } catch {
      return false;
    }
  };
}
