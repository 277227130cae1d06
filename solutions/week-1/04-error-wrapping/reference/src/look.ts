/** What was thrown may be anything. These look at it without ever throwing: what cannot be read is not there. */

export function causeOf(value: unknown): unknown {
  return read(value, 'cause');
}

/** Several errors in one have no cause but parts. Anything but an AggregateError with a list has none. */
export function partsOf(value: unknown): readonly unknown[] {
  const errors = isInstance(value, AggregateError) ? read(value, 'errors') : undefined;
  return Array.isArray(errors) ? errors : [];
}

/** Reading a member runs getters and the traps of proxies, which are code of somebody else's. */
export function read(value: unknown, member: 'name' | 'code' | 'cause' | 'errors'): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return (value as Record<string, unknown>)[member];
  } catch {
    return undefined;
  }
}

/** So does `instanceof`: a proxy is asked for its prototype. */
export function isInstance(value: unknown, type: abstract new (...args: never[]) => unknown): boolean {
  try {
    return value instanceof type;
  } catch {
    return false;
  }
}
