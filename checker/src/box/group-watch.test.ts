import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { LimitHit } from '../judge/observation.ts';
import { type GroupWatch, watchGroup } from './group-watch.ts';
import { processesNaming, readProcess } from './process-table.ts';

const gibibyte = 2 ** 30;

describe.runIf(process.platform === 'linux')('watching a group', () => {
  test('knows members of its group, of its session and descendants that left both', async () => {
    // The last one becomes leader of a session of its own and is orphaned when its parent has ended.
    const script = 'sleep 1000 & setsid sleep 1001 & (setsid sleep 1002 &) ; echo ready; wait';
    const { child, watch } = await watched(script);
    await expect.poll(() => watch.survivors().length).toBeGreaterThanOrEqual(2);
    const survivors = watch.survivors();
    expect(survivors).not.toContain(child.pid);
    for (const pid of survivors) expect(readProcess(pid)?.state).toMatch(/[SRD]/);
  });

  test('remembers a member whose parent has gone', async () => {
    const { child, watch } = await watched('setsid sleep 1000 & echo ready; read line');
    await expect.poll(() => watch.survivors().length).toBe(1);
    child.stdin?.end('\n');
    await once(child, 'exit');
    expect(watch.survivors()).toHaveLength(1);
    for (const pid of watch.survivors()) process.kill(pid, 'SIGKILL');
    await expect.poll(() => watch.survivors()).toEqual([]);
  });

  test('reports too many processes once they are there, with the figure of the limit', async () => {
    const hits: LimitHit[] = [];
    await watched('sleep 1000 & sleep 1000 & sleep 1000 & echo ready; wait', {
      processes: 3,
      onLimit: (hit) => hits.push(hit),
    });
    await expect.poll(() => hits[0]).toEqual({ limit: 'processes', figure: '3 processes' });
  });

  test('adds up the memory of all members', async () => {
    const hits: LimitHit[] = [];
    const { watch } = await watched('sleep 1000 & sleep 1000 & echo ready; wait', {
      memoryBytes: 2 ** 20,
      onLimit: (hit) => hits.push(hit),
    });
    await expect.poll(() => hits[0]).toEqual({ limit: 'memory', figure: '1 MiB' });
    expect(watch.usage()?.peakMemoryBytes).toBeGreaterThan(2 ** 20);
  });

  test('tells CPU time of what is gone too, as it was last seen', async () => {
    const { child, watch } = await watched(
      'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo ready; read line',
    );
    const before = watch.survivors() && watch.usage()?.cpuMs;
    expect(before).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    watch.survivors();
    expect(watch.usage()?.cpuMs).toBeGreaterThanOrEqual(before ?? Number.POSITIVE_INFINITY);
  });

  test('knows nothing of a process that never was', () => {
    using watch = watchGroup({
      leader: 2 ** 22 + 1,
      memoryBytes: 1,
      processes: 1,
      everyMs: 1000,
      onLimit: fail,
    });
    expect(watch.survivors()).toEqual([]);
    expect(watch.usage()).toBeNull();
  });
});

test.runIf(process.platform === 'linux')(
  'a process is found by its environment or its working directory',
  async () => {
    const mark = `/tmp/mark-${process.pid}-of-a-test`;
    const child = spawn('/bin/sleep', ['1000'], { env: { SOMEWHERE: `${mark}/box` }, stdio: 'ignore' });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'spawn');
    await expect.poll(() => processesNaming(mark)).toEqual([child.pid]);
    expect(processesNaming(`${mark}-other`)).toEqual([]);
  },
);

async function watched(
  script: string,
  more: { processes?: number; memoryBytes?: number; onLimit?: (hit: LimitHit) => void } = {},
): Promise<{ readonly child: ChildProcess; readonly watch: GroupWatch }> {
  const child = spawn('/bin/sh', ['-c', script], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {},
  });
  const watch = watchGroup({
    leader: child.pid as number,
    memoryBytes: more.memoryBytes ?? gibibyte,
    processes: more.processes ?? 100,
    everyMs: 20,
    onLimit: more.onLimit ?? fail,
  });
  onTestFinished(() => {
    for (const pid of [...watch.survivors(), child.pid as number]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
    watch[Symbol.dispose]();
  });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return { child, watch };
}

function fail(hit: LimitHit): void {
  throw new Error(`no limit was to be hit: ${JSON.stringify(hit)}`);
}
