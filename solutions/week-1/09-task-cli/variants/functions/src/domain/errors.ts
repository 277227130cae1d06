export class TaskNotFoundError extends Error {
  override name = 'TaskNotFoundError';
}

export class InvalidTaskError extends Error {
  override name = 'InvalidTaskError';
}

export const invalid = (message: string): never => {
  throw new InvalidTaskError(message);
};
