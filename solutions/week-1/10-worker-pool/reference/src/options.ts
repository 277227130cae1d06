/** The longest delay of a timer: a longer one would fire at once. */
const longestMs = 2 ** 31 - 1;

export function checkCount(name: string, value: number, least: number): number {
  checkNumber(name, value);
  if (!Number.isSafeInteger(value) || value < least)
    throw new RangeError(`${name} must be a whole number from ${least} on, got ${value}`);
  return value;
}

export function checkTimeout(name: string, value: number | undefined): number | undefined {
  if (value === undefined) return undefined;
  checkNumber(name, value);
  if (!(value > 0 && value <= longestMs))
    throw new RangeError(`${name} must be above 0 and at most ${longestMs} ms, got ${value}`);
  return value;
}

export function checkSignal(name: string, value: AbortSignal | undefined): AbortSignal | undefined {
  if (value !== undefined && !(value instanceof AbortSignal))
    throw new TypeError(`${name} must be an AbortSignal`);
  return value;
}

function checkNumber(name: string, value: number): void {
  if (typeof value !== 'number') throw new TypeError(`${name} must be a number, got ${typeof value}`);
}
