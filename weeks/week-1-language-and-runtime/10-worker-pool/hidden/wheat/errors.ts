export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

export class TaskTimeoutError extends Error {
  override readonly name = 'TaskTimeoutError';
}

export class PoolClosedError extends Error {
  override readonly name = 'PoolClosedError';
}

export class WorkerCrashedError extends Error {
  override readonly name = 'WorkerCrashedError';
}
