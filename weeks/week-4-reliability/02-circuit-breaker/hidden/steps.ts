import type { Command, ListenerAct, Plan, Thing } from './driver/commands.ts';

/** The judge's side of a story: one short word for each command. */

export function call(name: string, more: { readonly plan?: Plan; readonly signal?: string } = {}): Command {
  return { do: 'execute', call: name, plan: { kind: 'waits' }, ...more };
}

export function resolve(name: string, value: Thing | string | number = 'done'): Command {
  return { do: 'settle', call: name, how: 'resolve', with: thing(value) };
}

/** With an error of that mark, which is told apart by identity. */
export function reject(name: string, error: Thing | string = `${name} failed`): Command {
  return {
    do: 'settle',
    call: name,
    how: 'reject',
    with: typeof error === 'string' ? { kind: 'error', mark: error } : error,
  };
}

export function abort(signal: string, reason: string): Command {
  return { do: 'abort', signal, reason: { kind: 'error', mark: reason } };
}

export function advance(ms: number): Command {
  return { do: 'advance', ms };
}

export function together(...commands: readonly Command[]): Command {
  return { do: 'together', commands };
}

export function subscribe(
  listener: string,
  more: { readonly again?: string; readonly act?: ListenerAct } = {},
): Command {
  return { do: 'subscribe', listener, ...more };
}

/** Calls that fail one after the other, as many as there are names. */
export function failures(...names: readonly string[]): readonly Command[] {
  return names.flatMap((name) => [call(name), reject(name)]);
}

export function thing(value: Thing | string | number): Thing {
  return typeof value === 'object' ? value : { kind: 'plain', value };
}
