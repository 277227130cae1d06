import type { Action } from './driver/actions.ts';

type Run = Extract<Action, { do: 'run' }>;
type Steps = Run['steps'];
type More = Partial<Pick<Run, 'pool' | 'steps' | 'thenable' | 'options'>>;

/** Calls `run` with a task that waits at the gate of its own name, and returns the value that the gate opens with. */
export function run(task: string, more: More = {}): Action {
  return { do: 'run', pool: 'pool', task, steps: waits(task), ...more };
}

/** The same, for a task that does not listen to its signal. */
export function runDeaf(task: string, more: More = {}): Action {
  return run(task, { steps: deaf(task), ...more });
}

/** A task that is done when it has begun. */
export function runQuick(task: string, more: More = {}): Action {
  return run(task, { steps: [{ do: 'return', value: `${task} is done` }], ...more });
}

export function waits(gate: string): Steps {
  return [
    { do: 'wait', gate, onAbort: 'reject' },
    { do: 'return-gate', gate },
  ];
}

export function deaf(gate: string): Steps {
  return [{ do: 'return-gate', gate }];
}

export function open(gate: string, value?: unknown): Action {
  return { do: 'open', gate, ...(value === undefined ? {} : { value }) };
}

export function abort(signal: string): Action {
  return { do: 'abort', signal };
}

/** Stands in options for a signal that the judge can abort under that name. */
export function signal(name: string): { readonly $: 'signal'; readonly name: string } {
  return { $: 'signal', name };
}

export function close(mode?: 'drain' | 'abort', call = 'close()', pool = 'pool'): Action {
  return { do: 'close', pool, call, ...(mode === undefined ? {} : { mode }) };
}

export function idle(call = 'onIdle()'): Action {
  return { do: 'idle', pool: 'pool', call };
}

/** The n-th `next()` of a map. */
export function next(map: string, n: number): Action {
  return { do: 'next', map, call: `next() number ${n}` };
}
