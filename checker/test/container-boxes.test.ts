import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClient } from '../src/box/container/engine-client.ts';
import { readProcessTable } from '../src/box/process-table.ts';
import { repository } from '../src/repository.ts';
import { runChecker } from './cli/run-checker.ts';
import { openEngineProxy } from './engine-proxy.ts';
import { findContainers } from './find-containers.ts';
import { copyCourse } from './temp-folder.ts';

const containers = await findContainers();
const soon = { timeout: 30_000 };

/** What the checker and its engine do to each other when one of them ends, seen with the real ones. */
describe.runIf(containers !== null)('boxes that are containers', { timeout: 240_000 }, () => {
  test('end by themselves when the checker is killed', async () => {
    const { start, boxes, programRuns } = await openStage();
    const checker = start('waits-for-program');
    await expect.poll(programRuns, soon).toBe(true);
    expect(await boxes()).toHaveLength(1);
    checker.kill('SIGKILL');
    await expect.poll(boxes, soon).toEqual([]);
  });

  test('that cannot end are removed by the next start', async () => {
    const { start, check, boxes, engine, notes, programRuns } = await openStage();
    const checker = start('waits-for-program');
    await expect.poll(programRuns, soon).toBe(true);
    const [box = ''] = await boxes();
    // Its first process alone, which the container ends with.
    await engine.getContainer(box).kill({ signal: 'SIGSTOP' });
    const ended = once(checker, 'exit');
    checker.kill('SIGKILL');
    await ended;
    expect(await boxes()).toEqual([box]);
    expect(notes()).toHaveLength(1);
    expect(await check('passes')).toMatchObject({ code: 0, verdicts: ['passed'] });
    expect(await boxes()).toEqual([]);
    expect(notes()).toEqual([]);
  });

  test.each([
    ['breaks off', 'POST', '/start'],
    ['falls silent', 'POST', '/containers/create'],
  ] as const)(
    'an engine that %s at %s …%s charges nobody, and nothing is left when it is back',
    async (how, method, path) => {
      const { check, boxes, notes, engineProxy } = await openStage();
      await using proxy = await engineProxy();
      proxy.failAt(new RegExp(`^${method} [^ ]*${path}[ ?]`), how);
      const started = performance.now();
      expect(await check('passes', proxy.address)).toEqual({
        code: 3,
        verdicts: ['inconclusive'],
        cause: expect.stringContaining('the Docker engine'),
      });
      expect(proxy.hasFailed).toBe(true);
      // Twice the time of the requirement and of its clearing away, then the look at what is left.
      expect(performance.now() - started).toBeLessThan(90_000);
      expect(notes()).toHaveLength(1);
      proxy.restore();
      expect(await check('passes', proxy.address)).toMatchObject({ code: 0, verdicts: ['passed'] });
      expect(await boxes()).toEqual([]);
      expect(notes()).toEqual([]);
    },
  );

  test.each(['breaks off', 'falls silent'] as const)(
    'an engine that %s while a program runs changes no verdict: the judge has a line of its own to the box',
    async (how) => {
      const { check, boxes, notes, programRuns, engineProxy } = await openStage();
      await using proxy = await engineProxy();
      const checked = check('waits-for-program', proxy.address);
      await expect.poll(programRuns, soon).toBe(true);
      proxy.fail(how);
      expect(await checked).toMatchObject({ code: 1, verdicts: ['failed'] });
      await expect.poll(boxes, soon).toEqual([]);
      expect(notes()).toHaveLength(1);
    },
  );
});

/** A course with a folder for temporary files of its own, by which its containers are known. */
async function openStage() {
  if (containers === null) throw new Error('there are no containers here');
  const { image, socketPath } = containers;
  const root = copyCourse('trials');
  const exercise = join(root, 'weeks/week-1-trials/01-trial');
  // Long enough to be met.
  const manifest = join(exercise, 'exercise.yaml');
  const [before = '', after = ''] = readFileSync(manifest, 'utf8').split('slug: waits-for-program');
  writeFileSync(
    manifest,
    `${before}slug: waits-for-program${after.replace('wallSeconds: 1', 'wallSeconds: 6')}`,
  );
  const tmp = join(root, 'tmp');
  mkdirSync(tmp);
  // As /tmp is: reachable for the user whom root hands boxes to.
  chmodSync(root, 0o755);
  const engine = await createClient(socketPath);
  const boxes = async () => {
    const all = await engine.listContainers({ all: true });
    return all
      .filter(({ Mounts }) => Mounts.some(({ Source }) => Source.startsWith(tmp)))
      .map(({ Id }) => Id);
  };
  const environment = (address: string) => ({
    TMPDIR: tmp,
    CHECKER_BOX_IMAGE: image,
    DOCKER_HOST: address,
  });
  const check = (only: string) => [
    'check',
    'trial',
    '--submission',
    join(exercise, 'starter'),
    '--only',
    only,
    '--isolation',
    'container',
    '--json',
  ];
  onTestFinished(async () => {
    for (const box of await boxes()) await engine.getContainer(box).remove({ force: true });
  });
  return {
    engine,
    boxes,
    notes: () => readdirSync(tmp).filter((name) => name.startsWith('checker-containers-')),
    programRuns: () =>
      (readProcessTable() ?? []).some(({ pid }) => {
        const line = commandOf(pid);
        return line.includes(tmp) && line.includes('main.js wait');
      }),
    engineProxy: () => openEngineProxy(join(root, 'engine'), socketPath),
    start(only: string) {
      const child = spawn(join(repository, 'checker/bin/checker'), check(only), {
        env: {
          PATH: process.env.PATH,
          HOME: root,
          CHECKER_ROOT: root,
          ...environment(`unix://${socketPath}`),
        },
        stdio: 'ignore',
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      return child;
    },
    async check(only: string, address = `unix://${socketPath}`) {
      const { code, stdout, stderr } = await runChecker(root, check(only), { env: environment(address) });
      if (stdout === '') throw new Error(stderr);
      const { requirements } = JSON.parse(stdout) as {
        readonly requirements: readonly {
          readonly slug: string;
          readonly verdict: { readonly kind: string; readonly cause?: string };
        }[];
      };
      return {
        code,
        verdicts: requirements.map(({ verdict }) => verdict.kind),
        cause: requirements[0]?.verdict.cause,
      };
    },
  };
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
