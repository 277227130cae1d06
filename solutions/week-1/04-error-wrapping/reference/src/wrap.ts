/** A new error that says what was being done, with what was caught as its cause: `fmt.Errorf("…: %w", err)` in Go. */
export function wrap(error: unknown, message: string): Error {
  return new Error(message, { cause: error });
}
