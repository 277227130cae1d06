import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import type { Context } from './context.ts';
import { installCommand } from './install-command.ts';
import { collectFacts } from './machine-facts.ts';

/** Nobody listens there: only the test about it starts a PostgreSQL. */
const nowhere = 'postgresql://user@127.0.0.1:1/none';

/** A machine whose PATH holds only these programs, as shell scripts. */
function machine(
  programs: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
): Context {
  const root = tempFolder();
  // Where root looks, servers run as another user.
  chmodSync(root, 0o755);
  mkdirSync(join(root, 'bin'));
  symlinkSync('/bin/sh', join(root, 'bin/sh'));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(root, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  const signal = new AbortController().signal;
  return {
    root,
    env: { PATH: join(root, 'bin'), CHECKER_POSTGRES_URL: nowhere, ...env },
    nodePath: process.execPath,
    signal,
  } as unknown as Context;
}

async function fact(context: Context, name: string) {
  return (await collectFacts(context)).find((found) => found.name === name);
}

describe('what is on the machine', () => {
  test('a tool with its version', async () => {
    expect(await fact(machine({ npm: 'echo 11.2.3' }), 'npm')).toMatchObject({
      state: 'present',
      detail: '11.2.3',
    });
  });

  test.each([
    ['the plugin', { docker: '[ "$1" = compose ] && echo 2.40.1' }, '2.40.1'],
    ['the older program', { docker: 'exit 1', 'docker-compose': 'echo 1.29.2' }, '1.29.2'],
  ])('Docker Compose as %s', async (_, programs, version) => {
    expect(await fact(machine(programs), 'compose')).toMatchObject({ state: 'present', detail: version });
  });

  test('no Docker Compose, with the command that adds it', async () => {
    expect(await fact(machine({ docker: 'exit 1', 'apt-get': '' }), 'compose')).toMatchObject({
      state: 'missing',
      install: expect.stringMatching(/apt-get install -y docker-compose$/),
    });
  });

  test('the database that exercises are given, by trying it', async () => {
    const context = machine({}, { CHECKER_POSTGRES_URL: '' });
    expect(await fact(context, 'postgres')).toMatchObject({
      state: 'present',
      detail: expect.stringMatching(/^embedded PostgreSQL \d+\.\d+$/),
    });
  });

  test('a server that cannot be started, with its last words', async () => {
    const context = machine({ 'valkey-server': 'echo "Bad directive"; exit 1' });
    expect(await fact(context, 'redis')).toMatchObject({
      state: 'not-working',
      detail: expect.stringContaining('its last line: Bad directive'),
      install: null,
    });
  });

  test('no Redis at all, with the one command that adds it', async () => {
    const context = machine({ 'apt-get': '' }, { CHECKER_SERVICES: 'embedded' });
    expect(await fact(context, 'redis')).toMatchObject({
      state: 'missing',
      install: expect.stringMatching(/^(sudo )?apt-get install -y redis-server$/),
    });
  });

  test('a missing tool, with the one command of this machine that installs it', async () => {
    expect(await fact(machine({ dnf: '' }), 'bubblewrap')).toMatchObject({
      state: 'missing',
      install: expect.stringMatching(/^(sudo )?dnf install -y bubblewrap$/),
    });
    expect(await fact(machine(), 'bubblewrap')).toMatchObject({ state: 'missing', install: null });
  });

  test('a tool that is there and of no use, with what it says', async () => {
    const context = machine({ docker: 'echo "Cannot connect\u001b[31m to the daemon" >&2; exit 1' });
    expect(await fact(context, 'docker')).toMatchObject({
      state: 'not-working',
      detail: 'it is there, but: Cannot connect[31m to the daemon',
    });
  });
});

test('Debian wants sudo unless root asks, Homebrew never does', () => {
  const apt = machine({ 'apt-get': '' }).env.PATH ?? '';
  expect(installCommand('redis', apt, false)).toBe('sudo apt-get install -y redis-server');
  expect(installCommand('redis', apt, true)).toBe('apt-get install -y redis-server');
  const brew = machine({ brew: '' }).env.PATH ?? '';
  expect(installCommand('redis', brew, false)).toBe('brew install redis');
  expect(installCommand('strace', brew, false)).toBeNull();
});
