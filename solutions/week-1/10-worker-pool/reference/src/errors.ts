/** No slot was free and no more tasks may wait. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

/** The task had its time and was not done. */
export class TaskTimeoutError extends Error {
  override readonly name = 'TaskTimeoutError';
}

/** The pool was closed before the task could be run, or to its end. */
export class PoolClosedError extends Error {
  override readonly name = 'PoolClosedError';
}

/** The thread ended while it ran the task. */
export class WorkerCrashedError extends Error {
  override readonly name = 'WorkerCrashedError';
}

/** What a function threw, as an Error: anything else becomes the `cause` of one. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(`a task threw ${typeof thrown}`, { cause: thrown });
}
