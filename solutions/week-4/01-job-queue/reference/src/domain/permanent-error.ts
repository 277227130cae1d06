/**
 * Thrown by a handler that knows that trying again is no use. What counts is the name: the handlers may have another copy
 * of this class, and then `instanceof` says no.
 */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}
