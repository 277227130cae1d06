export class InvalidTaskError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

export class TaskNotFoundError extends Error {
  constructor(id: number) {
    super(`No task has the number ${id}.`);
    this.name = new.target.name;
  }
}
