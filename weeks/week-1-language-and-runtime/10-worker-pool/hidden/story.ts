import { type DriverEvent, showValue } from 'checker/kit';
import type { Action } from './driver/actions.ts';
import type { Outcome, Told } from './driver/tell.ts';
import { tellOutcome, tellThrown } from './wishes.ts';

/** One line of what happened, for the trace of a failure. */
export interface StoryLine {
  readonly lane: string;
  readonly event: string;
  readonly atMs: number;
  /** A function is under way from its begin to its end. */
  readonly phase?: 'begin' | 'end';
}

export function tellAction(action: Action): string {
  switch (action.do) {
    case 'run':
      return `calls run with ${action.task}${tellOptions(action.options)}`;
    case 'call':
      return `calls run(${action.args.map((arg) => JSON.stringify(arg)).join(', ')})`.slice(0, 120);
    case 'abort':
      return `aborts ${action.signal}`;
    case 'open':
      return action.value === undefined
        ? `lets ${action.gate} go on`
        : `lets ${action.gate} end with ${showValue(action.value)}`;
    case 'idle':
      return 'calls onIdle()';
    case 'dispose':
      return 'calls [Symbol.asyncDispose]()';
    case 'close':
      return action.mode === undefined ? 'calls close()' : `calls close({ mode: '${action.mode}' })`;
    case 'map':
      return `calls map for ${action.map}`;
    case 'next':
      return `reads on: next() of ${action.map}`;
    case 'return':
      return `stops reading: return() of ${action.map}`;
    default:
      return action satisfies never;
  }
}

/** Null for what says nothing new. */
export function tellEvent({ name, data, atMs }: DriverEvent): StoryLine | null {
  const told = data as {
    readonly id: string;
    readonly task: string;
    readonly call: string;
    readonly map: string;
    readonly how: string;
    readonly index: number;
    readonly reason: Told;
    readonly error: Told;
    readonly outcome: Outcome;
  };
  switch (name) {
    case 'call.started':
      return { lane: told.id, event: 'started', atMs, phase: 'begin' };
    case 'call.ended':
      return { lane: told.id, event: told.how, atMs, phase: 'end' };
    case 'task.aborted':
      return { lane: told.task, event: `its signal aborted with ${tellThrown(told.reason)}`, atMs };
    case 'settled':
      return { lane: told.call, event: `promise: ${tellOutcome(told.outcome)}`, atMs };
    case 'source.pulled':
      return { lane: told.map, event: `the source gave item ${told.index}`, atMs };
    case 'source.closed':
      return { lane: told.map, event: 'the source was closed', atMs };
    case 'unhandled':
      return { lane: 'process', event: `unhandled rejection: ${tellThrown(told.error)}`, atMs };
    case 'uncaught':
      return { lane: 'process', event: `uncaught: ${tellThrown(told.error)}`, atMs };
    default:
      return null;
  }
}

function tellOptions(options: Readonly<Record<string, unknown>> | undefined): string {
  if (options === undefined || Object.keys(options).length === 0) return '';
  const parts = Object.entries(options).map(([name, value]) => {
    const { $: word, name: named } = (value ?? {}) as { readonly $?: string; readonly name?: string };
    return `${name}: ${word === undefined ? showValue(value) : (named ?? word)}`;
  });
  return `, { ${parts.join(', ')} }`;
}
