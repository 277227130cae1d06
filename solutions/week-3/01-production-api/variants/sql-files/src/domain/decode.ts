import type { Patch, Task } from './task.ts';

export type Fault = Readonly<{ pointer: string; detail: string }>;
export type Decoded<T> = Readonly<{ value: T } | { faults: readonly Fault[] }>;
type Decoder<T> = (value: unknown, at: string) => Decoded<T>;

const wrong = (pointer: string, detail: string): { faults: readonly Fault[] } => ({
  faults: [{ pointer, detail }],
});

const word =
  <Word extends string>(...words: readonly Word[]): Decoder<Word> =>
  (value, at) => {
    const found = words.find((word) => word === value);
    return found === undefined ? wrong(at, `one of ${words.join(' | ')}`) : { value: found };
  };

export const status = (value: unknown, at: string): Decoded<Task['status']> =>
  word<Task['status']>('open', 'done')(value, at);

export const priority = (value: unknown, at: string): Decoded<Task['priority']> =>
  word<Task['priority']>('low', 'normal', 'high')(value, at);

const title: Decoder<string> = (value, at) => {
  if (typeof value !== 'string' || !value.isWellFormed()) return wrong(at, 'a text of whole characters');
  const text = value.trim();
  return text.length < 1 || text.length > 400 || Array.from(text).length > 200 || text.includes('\u0000')
    ? wrong(at, '1 to 200 characters, none of them NUL')
    : { value: text };
};

const due: Decoder<string | null> = (value, at) => {
  if (value === null) return { value };
  const match = typeof value === 'string' ? /^(?!0000)\d{4}-\d\d-\d\d$/.exec(value) : null;
  const time = match === null ? Number.NaN : Date.parse(`${match[0]}T12:00:00Z`);
  if (match === null || Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== match[0]) {
    return wrong(at, 'a day as YYYY-MM-DD, or null');
  }
  return { value: match[0] };
};

export const uuid: Decoder<string> = (value, at) =>
  typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)
    ? { value: value.toLowerCase() }
    : wrong(at, 'a UUID');

export const text: Decoder<string> = (value, at) =>
  typeof value === 'string' ? { value } : wrong(at, 'a text');

/** Decodes the members of an object by a table of decoders; names that are not in the table are faults. */
export function members<T>(
  table: { readonly [Name in keyof T]-?: Decoder<T[Name]> },
  required: readonly (keyof T & string)[],
): Decoder<Partial<T>> {
  const decoders = new Map<string, Decoder<unknown>>(Object.entries(table));
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(at, 'an object');
    const given = new Map<string, unknown>(Object.entries(value));
    const names = new Set<string>([...required, ...given.keys()]);
    const decoded = [...names].map((name) => {
      const pointer = `${at}/${name.split('~').join('~0').split('/').join('~1')}`;
      const decoder = decoders.get(name);
      const result = decoder ? decoder(given.get(name), pointer) : wrong(pointer, 'no such member here');
      return [name, result] as const;
    });
    const faults = decoded.flatMap(([, result]) => ('faults' in result ? result.faults : []));
    if (faults.length > 0) return { faults };
    const pairs = decoded.map(([name, result]) => [name, 'value' in result ? result.value : undefined]);
    return { value: Object.fromEntries(pairs) as Partial<T> };
  };
}

export type NewTask = Readonly<{ title: string; due: string | null; priority: Task['priority'] }>;

export const newTask: Decoder<NewTask> = (value, at) => {
  const decoded = members<NewTask>({ title, due, priority }, ['title'])(value, at);
  if ('faults' in decoded) return decoded;
  return { value: { title: '', due: null, priority: 'normal', ...decoded.value } };
};

export const patch: Decoder<Patch> = (value, at) =>
  members<Required<Patch>>({ title, due, priority, status }, [])(value, at);
