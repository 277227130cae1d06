import { setTimeout as sleep } from 'node:timers/promises';
import { backoffDelay } from '../domain/backoff.ts';
import type { Handler, Said, Taken, Work } from '../domain/work.ts';
import { run } from './run.ts';

export interface Tally {
  completed(type: string): void;
  failed(type: string): void;
  dead(type: string): void;
  took(type: string, seconds: number): void;
  flight(change: 1 | -1): void;
}

export interface Settings {
  concurrency: number;
  leaseMs: number;
  pollMs: number;
  baseMs: number;
  maxMs: number;
}

interface Slot {
  job: Taken;
  abort: AbortController;
  /** Resolves it as released, whatever the handler does. */
  drop: () => void;
}

/** Polls, runs and renews, without notifications of any kind. Gives back a function that ends it. */
export function workOff(
  work: Work,
  handlers: ReadonlyMap<string, Handler>,
  tally: Tally,
  settings: Settings,
) {
  const slots = new Map<string, Slot>();
  const types = [...handlers.keys()];
  let stopping = false;
  let releasing = false;
  let nap = new AbortController();

  const claiming = claim();
  const renewing = setInterval(renew, settings.leaseMs / 5);
  let busy = false;

  async function claim(): Promise<void> {
    while (!stopping) {
      const free = settings.concurrency - slots.size;
      let full = false;
      if (free > 0) {
        try {
          const { taken, lost } = await work.take(types, free);
          full = taken.length + lost.filter(({ state }) => state !== 'running').length === free;
          for (const { type, state } of lost) {
            tally.failed(type);
            if (state === 'dead') tally.dead(type);
          }
          for (const job of taken) void perform(job);
        } catch {
          await sleep(200);
        }
      }
      const more = full && slots.size < settings.concurrency;
      if (!stopping && !more) await sleep(settings.pollMs, null, { signal: nap.signal }).catch(() => {});
      nap = new AbortController();
    }
  }

  async function perform(job: Taken): Promise<void> {
    const abort = new AbortController();
    const dropped = Promise.withResolvers<Said>();
    const key = `${job.id} ${job.attempt}`;
    slots.set(key, { job, abort, drop: () => dropped.resolve({ kind: 'released' }) });
    const begun = performance.now();
    let said: Said = { kind: 'released' };
    if (!stopping) {
      tally.flight(1);
      const context = { signal: abort.signal, attempt: job.attempt, jobId: job.id };
      said = await Promise.race([
        run(handlers.get(job.type) as Handler, job.payload, context),
        dropped.promise,
      ]);
      tally.flight(-1);
    }
    const seconds = (performance.now() - begun) / 1000;
    if (releasing) said = { kind: 'released' };
    if (said.kind === 'failed') said.delayMs = backoffDelay(job.counted, settings, Math.random);
    const heard = await insist(job, said);
    slots.delete(key);
    nap.abort();
    if (heard === 'fenced') return;
    if (heard.outcome === 'succeeded') tally.completed(job.type);
    if (heard.outcome === 'failed') tally.failed(job.type);
    if (heard.state === 'dead') tally.dead(job.type);
    if (heard.outcome !== 'released') tally.took(job.type, seconds);
  }

  async function insist(job: Taken, said: Said) {
    for (;;) {
      try {
        return await work.say(job, said);
      } catch (error) {
        const away = (error as { status?: number }).status === 503;
        // Refused, and not for being away: it is this end that the database cannot keep.
        if (!away && said.kind === 'succeeded') {
          said = {
            kind: 'failed',
            permanent: true,
            error: { name: 'Error', message: 'the result cannot be kept' },
          };
        }
        await sleep(150);
      }
    }
  }

  function renew(): void {
    if (busy) return;
    busy = true;
    renewAll()
      .catch(() => {})
      .finally(() => {
        busy = false;
      });
  }

  async function renewAll(): Promise<void> {
    const all = [...slots.values()];
    if (all.length === 0) return;
    const ours = await work.renew(all.map(({ job }) => job));
    for (const { job, abort } of all) {
      const mine = ours.get(job.id);
      if (mine === undefined) abort.abort(new Error('the attempt is over'));
      else if (mine.cancel) abort.abort(new Error('cancelled'));
    }
  }

  return async function stop(timeoutMs: number): Promise<void> {
    stopping = true;
    nap.abort();
    const idle = async (forMs: number) => {
      const end = performance.now() + forMs;
      while (slots.size > 0 && performance.now() < end) await sleep(10);
    };
    await Promise.race([claiming, sleep(3500)]);
    await idle(timeoutMs);
    releasing = true;
    for (const { abort } of slots.values()) abort.abort(new Error('shutting down'));
    await idle(100);
    for (const { drop } of slots.values()) drop();
    await idle(1500);
    clearInterval(renewing);
  };
}
