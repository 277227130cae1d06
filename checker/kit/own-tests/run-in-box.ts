import { setTimeout as sleep } from 'node:timers/promises';
import type { Box, BoxExit } from '../../src/box/box.ts';
import type { Implementation } from './build-implementations.ts';
import type { LaidOut } from './lay-out.ts';
import { type Outcome, readOutcome, readSize } from './read-notes.ts';

/** Nothing noted for so long means that a test hangs; a test that merely waits is ended by its own timeout before. */
const patienceMs = 8000;
/**
 * Ends what the watch does not see. A slow machine should not come near it: 14 implementations of a service take 5 to 14 s
 * of CPU time, by what their clients cost (fetch: three times as much as node:http) and the more the busier the machine is.
 */
export const usualLimits = { wallSeconds: 60, cpuSeconds: 40, memoryMiB: 1536, openFiles: 512 };
const lookEveryMs = 200;

export interface OwnTestsRun {
  readonly exit: BoxExit;
  /** In the order of the implementations. */
  readonly outcomes: readonly Outcome[];
  readonly stderr: string;
}

/**
 * Runs the learner's tests on all implementations. Ends the run when what happened on the right ones has decided it, when
 * a right one hangs, and when all that still run hang.
 */
export async function runInBox(
  box: Box,
  laidOut: LaidOut,
  implementations: readonly Implementation[],
  limits: typeof usualLimits,
  signal: AbortSignal,
): Promise<OwnTestsRun> {
  const { files } = laidOut;
  const child = await box.spawn({
    run: { kind: 'node', entry: box.inside(laidOut.main) },
    args: [box.inside(laidOut.plan)],
    limits,
  });
  const over = new AbortController();
  const ended = child.exited.finally(() => over.abort());
  const rights = implementations.map(({ chaff }) => chaff === null);
  await watch(laidOut.projects, rights, files, AbortSignal.any([signal, over.signal]));
  child.kill();
  const exit = await ended;
  await box.killAll();
  signal.throwIfAborted();
  const outcomes = laidOut.projects.map((project) => readOutcome(project, files));
  return { exit, outcomes, stderr: child.stderr.text() };
}

/** Returns when the run has ended by itself or should be ended. */
async function watch(
  projects: readonly string[],
  rights: readonly boolean[],
  files: number,
  signal: AbortSignal,
): Promise<void> {
  const since = projects.map(() => ({ size: -1, at: 0, kind: 'not-begun' as Outcome['kind'] }));
  while (!signal.aborted) {
    const now = performance.now();
    const states = projects.map((project, index) => {
      const last = since[index] as (typeof since)[number];
      const size = readSize(project);
      const { kind } = size === last.size ? last : readOutcome(project, files);
      if (size !== last.size) since[index] = { size, at: now, kind };
      const hangs = kind === 'unfinished' && size === last.size && now - last.at > patienceMs;
      return { kind, hangs, isRight: rights[index] === true };
    });
    if (isDecided(states)) return;
    await sleep(lookEveryMs, undefined, { signal }).catch(() => {});
  }
}

function isDecided(
  states: readonly { readonly kind: Outcome['kind']; readonly hangs: boolean; readonly isRight: boolean }[],
): boolean {
  const right = states.filter(({ isRight }) => isRight);
  const running = states.filter(({ kind }) => kind === 'unfinished');
  return (
    right.some(({ hangs }) => hangs) ||
    (running.length > 0 && running.every(({ hangs }) => hangs)) ||
    (right.every(({ kind }) => kind !== 'unfinished' && kind !== 'not-begun') &&
      right.some(({ kind }) => kind !== 'passed'))
  );
}
