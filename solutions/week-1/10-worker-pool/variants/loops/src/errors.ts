abstract class PoolError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class QueueFullError extends PoolError {}
export class TaskTimeoutError extends PoolError {}
export class PoolClosedError extends PoolError {}
export class WorkerCrashedError extends PoolError {}
