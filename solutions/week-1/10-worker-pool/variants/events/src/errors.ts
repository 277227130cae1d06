/** Errors that are told apart by class and by name. */
export class QueueFullError extends Error {
  constructor(limit: number) {
    super(`no more than ${limit} may wait`);
    this.name = 'QueueFullError';
  }
}

export class TaskTimeoutError extends Error {
  constructor(ms: number) {
    super(`took longer than ${ms} ms`);
    this.name = 'TaskTimeoutError';
  }
}

export class PoolClosedError extends Error {
  constructor() {
    super('the pool is closed');
    this.name = 'PoolClosedError';
  }
}

export class WorkerCrashedError extends Error {
  constructor(code: number, options: ErrorOptions) {
    super(`the worker thread died (${code})`, options);
    this.name = 'WorkerCrashedError';
  }
}
