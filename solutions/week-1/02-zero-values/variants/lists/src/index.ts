export type Given<T> = { readonly [Name in keyof T]?: T[Name] | undefined };
export type Found<T> = { readonly found: true; readonly value: T } | { readonly found: false };

export interface Contact {
  readonly name: string;
  readonly phone: string | null;
  readonly note: string | null;
  readonly quietFromHour: number | null;
  readonly weekends: boolean;
}

export type ContactPatch = Given<Contact>;

export function withDefaults<T extends object>(defaults: Readonly<T>, given?: Given<T>): T {
  const merged = Object.create(Object.prototype) as T;
  for (const name of Object.keys(defaults) as (keyof T)[]) {
    let value: T[keyof T] = defaults[name];
    if (given !== undefined && Object.hasOwn(given, name)) {
      const said = given[name];
      if (said !== undefined) value = said as T[keyof T];
    }
    merged[name] = value;
  }
  return merged;
}

export function applyPatch(contact: Contact, patch: ContactPatch): Contact {
  const wrong = Object.keys(patch).find(
    (name) => !['name', 'phone', 'note', 'quietFromHour', 'weekends'].includes(name),
  );
  if (wrong !== undefined) throw new TypeError(`"${wrong}" is not a field of a contact`);
  const said = (value: unknown) => value !== undefined;
  if (patch.name === null) throw new TypeError('name: null is not allowed');
  if (patch.weekends === null) throw new TypeError('weekends: null is not allowed');
  if (!Object.values(patch).some(said)) return contact;
  const { name = contact.name, phone = contact.phone, note = contact.note } = patch;
  const { quietFromHour = contact.quietFromHour, weekends = contact.weekends } = patch;
  return { weekends, quietFromHour, note, phone, name };
}

export function patchBetween(before: Contact, after: Contact): ContactPatch {
  const ifNew = <V>(old: V, now: V): V | undefined => (Object.is(old, now) ? undefined : now);
  return {
    name: ifNew(before.name, after.name),
    phone: ifNew(before.phone, after.phone),
    note: ifNew(before.note, after.note),
    quietFromHour: ifNew(before.quietFromHour, after.quietFromHour),
    weekends: ifNew(before.weekends, after.weekends),
  };
}

export class RingBuffer<T> {
  readonly capacity: number;
  #kept: T[] = [];

  constructor({ capacity = 16 }: { readonly capacity?: number | undefined } = {}) {
    if (!(Number.isSafeInteger(capacity) && capacity >= 0)) throw new RangeError(`capacity: ${capacity}`);
    this.capacity = capacity;
  }

  get length() {
    return this.#kept.length;
  }

  push(value: T) {
    this.#kept = this.capacity === 0 ? [] : [...this.#kept, value].slice(-this.capacity);
    return this;
  }

  shift(): Found<T> {
    const [oldest, ...rest] = this.#kept.map((value) => ({ found: true, value }) as const);
    this.#kept = rest.map(({ value }) => value);
    return oldest ?? { found: false };
  }

  latest(): Found<T> {
    return this.#kept.map((value) => ({ found: true, value }) as const).at(-1) ?? { found: false };
  }

  [Symbol.iterator]() {
    return this.#kept.values();
  }
}

/** Keeps the numbers. Simple, and as large as what was added. */
export class Stats {
  readonly #values: number[];

  constructor(values: readonly number[] = []) {
    this.#values = [...values];
  }

  add(value: number) {
    if (value - value !== 0) throw new RangeError(`${value} is not a finite number`);
    this.#values.push(value);
    return this;
  }

  get count() {
    return this.#values.length;
  }

  get sum() {
    return this.#values.reduce((total, value) => total + value, 0);
  }

  get mean() {
    return this.count > 0 ? this.sum / this.count : null;
  }

  get min() {
    return this.#values.toSorted((left, right) => left - right)[0] ?? null;
  }

  get max() {
    return this.#values.toSorted((left, right) => right - left)[0] ?? null;
  }

  merge(other: Stats) {
    return new Stats([...this.#values, ...other.#values]);
  }
}
