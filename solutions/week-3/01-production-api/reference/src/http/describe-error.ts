const deepest = 10;

export interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
  /** The parts of an AggregateError. */
  readonly errors?: readonly DescribedError[];
}

/**
 * Whatever was thrown, as plain data, with everything that caused it. Only members that are known are taken over: drivers
 * hang commands and connections onto their errors, and passwords with them. Chains that bite their own tail end, too.
 */
export function describeError(thrown: unknown): DescribedError {
  try {
    return describe(thrown, 0);
  } catch {
    // A getter that throws, a proxy that was revoked.
    return { type: 'unknown', message: 'what was thrown cannot be looked at' };
  }
}

function describe(thrown: unknown, depth: number): DescribedError {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: String(thrown) };
  const { name, message, stack, cause } = thrown;
  const { code } = thrown as { readonly code?: unknown };
  const more = depth < deepest;
  return {
    type: name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(stack === undefined ? {} : { stack }),
    ...(more && cause !== undefined ? { cause: describe(cause, depth + 1) } : {}),
    ...(more && thrown instanceof AggregateError
      ? { errors: thrown.errors.map((part) => describe(part, depth + 1)) }
      : {}),
  };
}
