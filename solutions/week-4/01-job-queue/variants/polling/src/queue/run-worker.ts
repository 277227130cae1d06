import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type BackoffOptions, backoffDelay } from '../domain/backoff-delay.ts';
import {
  Away,
  type Claimed,
  type Ending,
  type Handlers,
  type Log,
  type Recorded,
  type Work,
} from '../domain/ports.ts';
import { gather } from './gather.ts';
import { describe, type Performed, perform } from './perform.ts';

export type Events = Readonly<{
  running(change: 1 | -1): void;
  lost(type: string): void;
  dead(type: string): void;
  ended(type: string, outcome: NonNullable<Recorded>['outcome'], seconds: number | null): void;
}>;

export type WorkerParts = Readonly<{
  work: Work;
  handlers: Handlers;
  events: Events;
  log: Log;
  concurrency: number;
  pollMs: number;
  leaseMs: number;
  backoff: BackoffOptions;
}>;

/** How many claims are under way at once. Each is for one job. */
const claimers = 4;
const againMs = 250;

type Run = { readonly job: Claimed; abort(why: string): void; release(): void };

/** Begins at once. What it gives back ends it: no later than 1.7 seconds after the timeout. */
export function runWorker(parts: WorkerParts): (timeoutMs: number) => Promise<void> {
  const { work, handlers, events, log, concurrency, pollMs, leaseMs, backoff } = parts;
  const types = [...handlers.keys()];
  const runs = new Set<Run>();
  let claiming = 0;
  /** The last look found nothing; there is no use in another one before the next poll. */
  let isDry = false;
  let phase: 'working' | 'stopping' | 'releasing' | 'over' = 'working';
  let onIdle = () => {};

  function fill(): void {
    while (phase === 'working' && !isDry && claiming < claimers && runs.size + claiming < concurrency) {
      claiming += 1;
      void claimOne().finally(() => {
        claiming -= 1;
        settle();
      });
    }
  }

  function settle(): void {
    fill();
    if (claiming === 0 && runs.size === 0) onIdle();
  }

  /** A claim has its slot from the beginning, and whatever happens to it, it ends as a job or as none. */
  async function claimOne(): Promise<void> {
    const token = randomUUID();
    try {
      const { job, lost } = await work.claim(types, token);
      if (lost !== undefined) events.lost(lost);
      isDry = job === undefined;
      if (job !== undefined) void run(job);
    } catch (error) {
      log('warn', 'a claim failed', { reason: (error as Error).message });
      await undo(token);
    }
  }

  /** It may have been a claim nevertheless. */
  async function undo(token: string): Promise<void> {
    while (phase === 'working' || phase === 'stopping') {
      await pause(againMs);
      try {
        const { lost } = await work.unclaim(token);
        if (lost !== undefined) events.lost(lost);
        return;
      } catch {
        log('debug', 'the database is still away');
      }
    }
  }

  async function run(job: Claimed): Promise<void> {
    const { id, type, payload, attemptNo: attempt } = job;
    const controller = new AbortController();
    const released = Promise.withResolvers<null>();
    const self: Run = {
      job,
      abort: (why) => controller.abort(new Error(why)),
      release: () => released.resolve(null),
    };
    runs.add(self);
    const timer = setInterval(() => renew(self), leaseMs / 4);
    const handler = handlers.get(type);
    let performed: Performed | null = null;
    let seconds: number | null = null;
    if (handler !== undefined && phase === 'working') {
      const began = performance.now();
      events.running(1);
      const context = { signal: controller.signal, attempt, jobId: id };
      performed = await Promise.race([perform(handler, payload, context), released.promise]);
      events.running(-1);
      seconds = (performance.now() - began) / 1000;
    }
    const recorded = await record(job, phase === 'releasing' ? null : performed);
    clearInterval(timer);
    runs.delete(self);
    if (recorded === null) log('info', 'an attempt was not ours any more', { id, attempt });
    else events.ended(type, recorded.outcome, recorded.outcome === 'released' ? null : seconds);
    if (recorded?.dead) events.dead(type);
    settle();
  }

  /** Nobody else knows how it ended, so it is said until it is heard. */
  async function record(job: Claimed, performed: Performed | null): Promise<Recorded> {
    let ending = endingOf(job, performed);
    for (;;) {
      try {
        return await work.finish(job, ending);
      } catch (error) {
        if (phase === 'over') return null;
        // What the database refuses it will refuse again.
        if (!(error instanceof Away)) {
          log('error', 'an end was refused', { id: job.id });
          ending = { kind: 'failed', ...describe(error), permanent: true, delayMs: 0 };
        }
        await pause(100);
      }
    }
  }

  function endingOf({ counted }: Claimed, performed: Performed | null): Ending {
    if (performed === null) return { kind: 'released' };
    if (performed.kind === 'succeeded') return performed;
    return { ...performed, delayMs: backoffDelay(counted, backoff, Math.random) };
  }

  /** Each job has its timer, and the timers that go off together share a statement. */
  const renew = gather<Run>(leaseMs / 25, async (lot) => {
    const asked = lot.filter((run) => runs.has(run));
    if (asked.length === 0) return;
    try {
      const ours = await work.renew(asked.map(({ job }) => job));
      for (const run of asked) {
        const { id, attemptNo } = run.job;
        const found = ours.find((held) => held.id === id && held.attemptNo === attemptNo);
        if (found === undefined) run.abort('somebody else has the job');
        else if (found.cancelRequested) run.abort('the job is cancelled');
      }
    } catch (error) {
      log('warn', 'leases were not renewed', { reason: (error as Error).message });
      await pause(Math.min(againMs, leaseMs / 20));
      for (const run of asked) if (runs.has(run)) renew(run);
    }
  });

  async function poll(): Promise<void> {
    while (phase === 'working') {
      isDry = false;
      fill();
      try {
        for (const { type, dead } of await work.buryLost()) {
          events.lost(type);
          if (dead) events.dead(type);
        }
      } catch (error) {
        log('debug', 'nobody was buried', { reason: (error as Error).message });
      }
      await pause(pollMs, undefined, { ref: false });
    }
  }

  void poll();
  return async (timeoutMs) => {
    phase = 'stopping';
    const idle = new Promise<void>((resolve) => {
      onIdle = resolve;
    });
    settle();
    await Promise.race([idle, pause(timeoutMs)]);
    phase = 'releasing';
    for (const run of runs) run.abort('the worker ends');
    await Promise.race([idle, pause(200)]);
    for (const run of runs) run.release();
    await Promise.race([idle, pause(1200)]);
    phase = 'over';
  };
}
