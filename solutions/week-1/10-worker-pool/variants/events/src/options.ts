const kinds = {
  slots: { type: 'number', is: (n: number) => Number.isInteger(n) && n > 0 },
  places: {
    type: 'number',
    is: (n: number) => n === Number.POSITIVE_INFINITY || (Number.isInteger(n) && n >= 0),
  },
  delay: { type: 'number', is: (n: number) => n > 0 && n < 2147483648 },
} as const;

export function demand(kind: keyof typeof kinds, name: string, value: unknown): void {
  const { type, is } = kinds[kind];
  if (typeof value !== type) throw new TypeError(`${name} must be a ${type}`);
  if (!is(value as number)) throw new RangeError(`${name} cannot be ${String(value)}`);
}

export function demandSignal(value: unknown): void {
  if (value !== undefined && !(value instanceof AbortSignal))
    throw new TypeError('signal must be an AbortSignal');
}
