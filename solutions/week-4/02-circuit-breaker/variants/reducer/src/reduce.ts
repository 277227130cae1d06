import type { State, StateChange, Stats } from './types.ts';

/** Everything that a breaker knows. Plain data, never changed. */
export interface Model extends Stats {
  readonly state: State;
  /** Counts the changes of state; a call carries the number at which it began. */
  readonly period: number;
  readonly probes: number;
  readonly probeSuccesses: number;
}

export interface Rules {
  readonly failureThreshold: number;
  readonly resetTimeoutMs: number;
  readonly halfOpenMaxCalls: number;
  readonly successThreshold: number;
}

export type Result = 'success' | 'failure' | 'timeout' | 'cancelled';

export type Event =
  | { readonly type: 'asked'; readonly at: number }
  | { readonly type: 'ended'; readonly at: number; readonly period: number; readonly result: Result };

export interface Step {
  readonly model: Model;
  readonly change?: StateChange;
  /** After `asked`: for how long the call is refused. */
  readonly retryAfterMs?: number;
}

export const initial: Model = Object.freeze({
  state: 'closed',
  period: 0,
  probes: 0,
  probeSuccesses: 0,
  successes: 0,
  failures: 0,
  timeouts: 0,
  rejected: 0,
  consecutiveFailures: 0,
  openedAt: null,
});

export function reduce(rules: Rules, model: Model, event: Event): Step {
  return event.type === 'asked' ? asked(rules, model, event.at) : ended(rules, model, event);
}

function asked(rules: Rules, model: Model, at: number): Step {
  if (model.state === 'closed') return { model };
  if (model.state === 'half-open') {
    return model.probes < rules.halfOpenMaxCalls
      ? { model: { ...model, probes: model.probes + 1 } }
      : refused(model, 0);
  }
  const left = (model.openedAt ?? at) + rules.resetTimeoutMs - at;
  return left > 0
    ? refused(model, left)
    : changed({ ...model, probes: 1, probeSuccesses: 0 }, 'half-open', at, 'reset');
}

function refused(model: Model, retryAfterMs: number): Step {
  return { model: { ...model, rejected: model.rejected + 1 }, retryAfterMs };
}

function ended(rules: Rules, model: Model, { at, period, result }: Extract<Event, { type: 'ended' }>): Step {
  const totals = counted(model, result);
  if (period !== model.period) return { model: totals };
  const present = { ...totals, probes: Math.max(0, totals.probes - 1) };
  switch (result) {
    case 'cancelled':
      return { model: present };
    case 'success':
      return succeeded(rules, present, at);
    case 'failure':
    case 'timeout':
      return failed(rules, present, at, result);
    default:
      return result satisfies never;
  }
}

/** The totals are for life, whoever comes how late. */
function counted(model: Model, result: Result): Model {
  const { successes, failures, timeouts } = model;
  switch (result) {
    case 'success':
      return { ...model, successes: successes + 1 };
    case 'failure':
      return { ...model, failures: failures + 1 };
    case 'timeout':
      return { ...model, failures: failures + 1, timeouts: timeouts + 1 };
    case 'cancelled':
      return model;
    default:
      return result satisfies never;
  }
}

function succeeded(rules: Rules, model: Model, at: number): Step {
  if (model.state === 'closed') return { model: { ...model, consecutiveFailures: 0 } };
  const probeSuccesses = model.probeSuccesses + 1;
  if (probeSuccesses < rules.successThreshold) return { model: { ...model, probeSuccesses } };
  return changed({ ...model, consecutiveFailures: 0, openedAt: null }, 'closed', at, 'success');
}

function failed(rules: Rules, model: Model, at: number, reason: 'failure' | 'timeout'): Step {
  if (model.state === 'half-open') return changed({ ...model, openedAt: at }, 'open', at, reason);
  const consecutiveFailures = model.consecutiveFailures + 1;
  const next = { ...model, consecutiveFailures };
  if (consecutiveFailures < rules.failureThreshold) return { model: next };
  return changed({ ...next, openedAt: at }, 'open', at, reason);
}

function changed(model: Model, to: State, at: number, reason: StateChange['reason']): Step {
  return {
    model: { ...model, state: to, period: model.period + 1 },
    change: { from: model.state, to, at, reason },
  };
}
