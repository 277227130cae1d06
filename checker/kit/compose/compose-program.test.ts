import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { tempFolder } from '../../test/temp-folder.ts';
import { findComposeProgram, isFirstGeneration, runProgram } from './compose-program.ts';

const { signal } = new AbortController();

function programs(scripts: Readonly<Record<string, string>>): string {
  const folder = tempFolder();
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

function find(scripts: Readonly<Record<string, string>>) {
  const path = programs(scripts);
  return findComposeProgram(path, { cwd: path, env: { PATH: '/usr/bin:/bin' }, signal });
}

const noPlugin = 'echo "docker: unknown command: docker compose" >&2; exit 1';

test('the plugin first, then the program of its own, in whichever version', async () => {
  const old = 'echo 1.29.2';
  expect(
    await find({ docker: '[ "$*" = "compose version --short" ] && echo v2.40.1', 'docker-compose': old }),
  ).toMatchObject({
    name: 'docker compose',
    args: ['compose'],
    version: '2.40.1',
  });
  const found = await find({ docker: noPlugin, 'docker-compose': old });
  expect(found).toMatchObject({ name: 'docker-compose', args: [], version: '1.29.2' });
  expect(found !== null && isFirstGeneration(found)).toBe(true);
  expect(await find({ docker: noPlugin })).toBeNull();
  expect(await find({})).toBeNull();
});

test('past the patience it is killed with what it has started', async () => {
  const folder = programs({ slow: 'sh -c "sleep 2; touch late" & echo begun; wait' });
  const run = await runProgram(join(folder, 'slow'), [], {
    cwd: folder,
    env: { PATH: '/usr/bin:/bin' },
    patienceMs: 300,
    signal,
  });
  expect(run).toEqual({ code: null, stdout: 'begun\n', stderr: '' });
  // As long as its child would have needed, and more.
  await setTimeout(2_500);
  expect(existsSync(join(folder, 'late'))).toBe(false);
});
