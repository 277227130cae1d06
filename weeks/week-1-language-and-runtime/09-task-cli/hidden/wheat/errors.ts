export class TaskNotFoundError extends Error {
  constructor(id: number) {
    super(`there is no task ${id}`);
    this.name = 'TaskNotFoundError';
  }
}

export class InvalidTaskError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvalidTaskError';
  }
}
