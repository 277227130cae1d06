export class PermanentError extends Error {
  override get name(): string {
    return 'PermanentError';
  }
}
