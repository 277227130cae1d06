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
 * hang commands and connections onto their errors, and passwords with them. Never throws; chains that bite their own tail end.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: textOf(error) };
  const { name, message, stack, cause } = error;
  const { code } = error as { readonly code?: unknown };
  const more = depth < deepest;
  return {
    type: name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    ...(stack === undefined ? {} : { stack }),
    ...(more && cause !== undefined ? { cause: describeError(cause, depth + 1) } : {}),
    ...(more && error instanceof AggregateError
      ? { errors: error.errors.slice(0, deepest).map((part) => describeError(part, depth + 1)) }
      : {}),
  };
}

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return 'something that has no text';
  }
}
