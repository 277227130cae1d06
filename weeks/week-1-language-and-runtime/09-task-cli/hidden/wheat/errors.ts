export class TaskNotFoundError extends Error {
  constructor(id: number) {
    super(`no task has the id ${id}`);
    this.name = 'TaskNotFoundError';
  }
}

export class InvalidTaskError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvalidTaskError';
  }
}
