import type { Thing, Told } from './commands.ts';

/** Makes the errors that the judge names, and recognises them again. */
export interface Things {
  make(thing: Thing): unknown;
  tell(value: unknown): Told;
}

export function createThings(): Things {
  const errors = new Map<string, Error>();
  const marks = new Map<unknown, string>();
  return {
    make(thing) {
      if ('text' in thing) return thing.text;
      if ('undefined' in thing) return undefined;
      const known = errors.get(thing.error) ?? new Error(thing.error);
      errors.set(thing.error, known);
      marks.set(known, thing.error);
      return known;
    },

    tell(value) {
      const mark = marks.get(value);
      if (mark !== undefined) return { kind: 'marked', mark };
      if (value === null) return { kind: 'null' };
      if (value === undefined) return { kind: 'undefined' };
      if (typeof value === 'number') return { kind: 'number', value };
      if (typeof value === 'string') return { kind: 'text', text: value };
      if (value instanceof Uint8Array) return { kind: 'bytes', text: Buffer.from(value).toString('latin1') };
      if (value instanceof Error)
        return { kind: 'error', name: String(value.name), message: String(value.message) };
      return { kind: 'strange', text: typeof value === 'object' ? 'an object' : `a ${typeof value}` };
    },
  };
}
