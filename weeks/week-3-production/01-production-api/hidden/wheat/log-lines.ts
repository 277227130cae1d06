const probes: readonly string[] = ['/livez', '/readyz'];
const deepest = 10;

interface Told {
  readonly message: string;
  readonly cause?: Told;
  readonly errors?: readonly Told[];
}

/** The level of a request's line. */
export function lineOf(path: string, status: number) {
  const level = probes.includes(path) ? 'debug' : status >= 500 ? 'error' : 'info';
  return { level, component: 'http' } as const;
}

export function tellError(error: unknown): { readonly err: Told } {
  return { err: told(error, deepest) };
}

/** The message of an error and of all that it hangs on, so many levels deep. */
function told(error: unknown, left: number): Told {
  if (!(error instanceof Error)) return { message: textOf(error) };
  const { message, cause } = error;
  if (left === 0) return { message };
  const parts: unknown = error instanceof AggregateError ? error.errors : undefined;
  return {
    message,
    ...(cause === undefined ? {} : { cause: told(cause, left - 1) }),
    ...(Array.isArray(parts) ? { errors: parts.map((part) => told(part, left - 1)) } : {}),
  };
}

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return 'something that cannot be told';
  }
}
