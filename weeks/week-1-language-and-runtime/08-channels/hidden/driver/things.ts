import type { Thing, Told } from './commands.ts';

/** Makes the values and reasons that the judge names, and recognises them again. */
export interface Things {
  make(thing: Thing): unknown;
  reason(mark: string): Error;
  tell(value: unknown): Told;
}

const members = ['done', 'value', 'index', 'result'];

export function createThings(ChannelClosedError: unknown): Things {
  const objects = new Map<string, object>();
  const reasons = new Map<string, Error>();
  const names = new Map<unknown, Told>();

  function tell(value: unknown): Told {
    const named = names.get(value);
    if (named !== undefined) return named;
    if (value === undefined) return { kind: 'undefined' };
    if (value === null || ['boolean', 'number', 'string'].includes(typeof value)) {
      return { kind: 'plain', value: value as null | boolean | number | string };
    }
    if (value instanceof Error) return tellError(value);
    if (typeof value !== 'object') return { kind: 'strange', text: `a ${typeof value}` };
    const own = members.filter((name) => Object.hasOwn(value, name));
    const told = own.map((name) => [name, tell((value as Record<string, unknown>)[name])] as const);
    return { kind: 'record', members: Object.fromEntries(told) };
  }

  function tellError(error: Error): Told {
    const closed = typeof ChannelClosedError === 'function' && error instanceof ChannelClosedError;
    return { kind: 'error', closed, name: String(error.name), message: String(error.message) };
  }

  return {
    make(thing) {
      if (thing.kind === 'plain') return thing.value;
      if (thing.kind === 'undefined') return undefined;
      const made = objects.get(thing.mark) ?? { mark: thing.mark };
      objects.set(thing.mark, made);
      names.set(made, thing);
      return made;
    },
    reason(mark) {
      const made = reasons.get(mark) ?? new Error(mark);
      reasons.set(mark, made);
      names.set(made, { kind: 'reason', mark });
      return made;
    },
    tell,
  };
}
