export class WrappedError extends Error {
  override readonly name = 'WrappedError';
}

export function wrap(error: unknown, message: string): WrappedError {
  const wrapped = new WrappedError(message, { cause: error });
  Error.captureStackTrace(wrapped, wrap);
  return wrapped;
}
