type Told = Readonly<{ message: string; stack?: string; cause?: Told; errors?: readonly Told[] }>;

/** An error and all that it hangs on as plain values: messages and stacks, and nothing that a driver has put beside. */
export function tellError(error: unknown, left = 10): Told {
  try {
    if (!(error instanceof Error)) return { message: String(error) };
    const { message, stack = '', cause } = error;
    const parts: readonly unknown[] =
      error instanceof AggregateError && Array.isArray(error.errors) ? error.errors : [];
    if (left === 0) return { message, stack };
    return {
      message,
      stack,
      ...(cause === undefined ? {} : { cause: tellError(cause, left - 1) }),
      ...(parts.length === 0 ? {} : { errors: parts.map((part) => tellError(part, left - 1)) }),
    };
  } catch {
    return { message: 'it cannot be told' };
  }
}
