export function assertWhole(
  value: unknown,
  name: string,
  minimum: number,
  infinite = false,
): asserts value is number {
  if (typeof value !== 'number') throw new TypeError(`${name} is not a number`);
  if (infinite && value === Number.POSITIVE_INFINITY) return;
  if (!Number.isInteger(value) || value < minimum) throw new RangeError(`${name} is out of range: ${value}`);
}

export function assertDelay(value: unknown, name: string): void {
  if (value === undefined) return;
  if (typeof value !== 'number') throw new TypeError(`${name} is not a number`);
  if (Number.isNaN(value) || value <= 0 || value > 2147483647)
    throw new RangeError(`${name} is out of range: ${value}`);
}

export function assertSignal(value: unknown): void {
  if (value === undefined || value instanceof AbortSignal) return;
  throw new TypeError('signal is not an AbortSignal');
}
