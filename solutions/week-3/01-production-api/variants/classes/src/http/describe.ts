/** An error and its causes as plain values. What drivers put beside the message is left where it is. */
export function describe(error: unknown, depth = 0): object {
  try {
    if (!(error instanceof Error)) return { message: `${error}` };
    const { name, message, stack, cause } = error;
    const all: Record<string, unknown> = { name, message, stack };
    if (depth < 10 && cause !== undefined) all.cause = describe(cause, depth + 1);
    if (depth < 10 && 'errors' in error && Array.isArray(error.errors)) {
      all.errors = error.errors.map((part) => describe(part, depth + 1));
    }
    return all;
  } catch {
    return { message: 'unspeakable' };
  }
}
