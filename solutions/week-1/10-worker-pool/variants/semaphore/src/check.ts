type Check = (name: string, value: unknown) => void;

const numeric: Check = (name, value) => {
  if (typeof value !== 'number') throw new TypeError(`${name}: expected a number, got ${String(value)}`);
};

export const countFrom =
  (least: number): Check =>
  (name, value) => {
    numeric(name, value);
    if (!Number.isInteger(value) || Number(value) < least)
      throw new RangeError(`${name}: expected a whole number from ${least} on, got ${value}`);
  };

export const milliseconds: Check = (name, value) => {
  numeric(name, value);
  const fits = Number(value) > 0 && Number(value) <= 0x7fffffff;
  if (!fits) throw new RangeError(`${name}: expected more than 0 and at most ${0x7fffffff}, got ${value}`);
};

export const abortSignal: Check = (name, value) => {
  if (!(value instanceof AbortSignal)) throw new TypeError(`${name}: expected an AbortSignal`);
};

export const callable: Check = (name, value) => {
  if (typeof value !== 'function') throw new TypeError(`${name}: expected a function`);
};

/** Looks at what is there. */
export const ifGiven =
  (check: Check): Check =>
  (name, value) => {
    if (value !== undefined) check(name, value);
  };
