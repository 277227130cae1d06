import type { Command, Plan, Thing } from './driver/commands.ts';
import type { StateChange, Stats } from './driver/seam.ts';

/**
 * The exercise's page as a state machine: what each command must lead to. It knows nothing of promises; it is told what
 * happens, one thing after another, and says what must be seen.
 */
export interface Model {
  step(command: Command): Expected;
}

export interface ModelOptions {
  readonly failureThreshold: number;
  readonly resetTimeoutMs: number;
  readonly halfOpenMaxCalls: number;
  readonly successThreshold: number;
  readonly callTimeoutMs?: number;
}

export interface Expected {
  /** The call whose function is called. */
  readonly called: string | null;
  readonly ends: readonly End[];
  readonly changes: readonly StateChange[];
  /** Calls whose function’s signal aborts. */
  readonly aborted: readonly string[];
  readonly state: string;
  readonly stats: Stats;
  readonly timers: number;
}

export interface End {
  readonly call: string;
  readonly as:
    | { readonly kind: 'resolved' | 'rejected'; readonly with: Thing }
    | { readonly kind: 'refused'; readonly retryAfterMs: number }
    | { readonly kind: 'timed-out'; readonly timeoutMs: number };
}

interface Running {
  readonly call: string;
  /** The number of changes before it began: the period that it belongs to. */
  readonly period: number;
  readonly isProbe: boolean;
  readonly signal: string | null;
  readonly dueAt: number | null;
}

export function createModel(options: ModelOptions, startMs: number): Model {
  const { failureThreshold, resetTimeoutMs, halfOpenMaxCalls, successThreshold, callTimeoutMs } = options;
  const totals = { successes: 0, failures: 0, timeouts: 0, rejected: 0 };
  const aborted = new Map<string, Thing>();
  let running: readonly Running[] = [];
  let now = startMs;
  let state: 'closed' | 'open' | 'half-open' = 'closed';
  let period = 0;
  let consecutiveFailures = 0;
  let probeSuccesses = 0;
  let openedAt: number | null = null;
  // What the present command has led to so far.
  let called: string | null = null;
  let ends: End[] = [];
  let changes: StateChange[] = [];
  let signalled: string[] = [];

  function change(to: typeof state, reason: string): void {
    changes.push({ from: state, to, at: now, reason });
    state = to;
    period += 1;
    if (to === 'open') openedAt = now;
    if (to === 'half-open') probeSuccesses = 0;
    if (to === 'closed') {
      openedAt = null;
      consecutiveFailures = 0;
    }
  }

  function execute(call: string, plan: Plan, signal: string | null): void {
    const reason = signal === null ? undefined : aborted.get(signal);
    if (reason !== undefined) {
      ends.push({ call, as: { kind: 'rejected', with: reason } });
      return;
    }
    const left = state === 'open' ? (openedAt ?? 0) + resetTimeoutMs - now : 0;
    if (state === 'open' && left <= 0) change('half-open', 'reset');
    const probes = running.filter((each) => each.isProbe && each.period === period).length;
    if (state === 'open' || (state === 'half-open' && probes >= halfOpenMaxCalls)) {
      totals.rejected += 1;
      ends.push({ call, as: { kind: 'refused', retryAfterMs: Math.max(0, left) } });
      return;
    }
    called = call;
    const dueAt = callTimeoutMs === undefined ? null : now + callTimeoutMs;
    running = [...running, { call, period, isProbe: state === 'half-open', signal, dueAt }];
    if (plan.kind === 'throws') settle(call, 'reject', plan.error);
    if (plan.kind === 'returns') settle(call, 'resolve', plan.value);
  }

  function settle(call: string, how: 'resolve' | 'reject', thing: Thing): void {
    const ended = take(call);
    if (ended === undefined) return;
    ends.push({ call, as: { kind: how === 'resolve' ? 'resolved' : 'rejected', with: thing } });
    const isFailure = how === 'reject' && !(thing.kind === 'error' && thing.name === 'Harmless');
    if (isFailure) fail(ended, 'failure');
    else succeed(ended);
  }

  function succeed(ended: Running): void {
    totals.successes += 1;
    if (ended.period !== period) return;
    if (state === 'closed') consecutiveFailures = 0;
    else if (++probeSuccesses >= successThreshold) change('closed', 'success');
  }

  function fail(ended: Running, reason: 'failure' | 'timeout'): void {
    totals.failures += 1;
    if (ended.period !== period) return;
    if (state === 'closed') consecutiveFailures += 1;
    if (state === 'half-open' || consecutiveFailures >= failureThreshold) change('open', reason);
  }

  function abort(signal: string, reason: Thing): void {
    if (aborted.has(signal)) return;
    aborted.set(signal, reason);
    for (const { call } of running.filter((each) => each.signal === signal)) {
      take(call);
      signalled.push(call);
      ends.push({ call, as: { kind: 'rejected', with: reason } });
    }
  }

  function advance(ms: number): void {
    const until = now + ms;
    for (let due = nextDue(until); due !== undefined; due = nextDue(until)) {
      now = due.dueAt ?? now;
      take(due.call);
      signalled.push(due.call);
      ends.push({ call: due.call, as: { kind: 'timed-out', timeoutMs: callTimeoutMs ?? 0 } });
      totals.timeouts += 1;
      fail(due, 'timeout');
    }
    now = until;
  }

  /** Calls are in the order of their start, and all have the same timeout: the first is due first. */
  function nextDue(until: number): Running | undefined {
    return running.find(({ dueAt }) => dueAt !== null && dueAt <= until);
  }

  function take(call: string): Running | undefined {
    const found = running.find((each) => each.call === call);
    running = running.filter((each) => each !== found);
    return found;
  }

  function play(command: Command): void {
    if (command.do === 'execute') execute(command.call, command.plan, command.signal ?? null);
    if (command.do === 'settle') settle(command.call, command.how, command.with);
    if (command.do === 'abort') abort(command.signal, command.reason);
    if (command.do === 'advance') advance(command.ms);
  }

  return {
    step(command) {
      called = null;
      ends = [];
      changes = [];
      signalled = [];
      play(command);
      const stats = { ...totals, consecutiveFailures, openedAt };
      const timers = running.filter(({ dueAt }) => dueAt !== null).length;
      return { called, ends, changes, aborted: signalled, state, stats, timers };
    },
  };
}
