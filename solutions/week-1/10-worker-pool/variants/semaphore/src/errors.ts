function errorClass(name: string) {
  return class extends Error {
    override readonly name = name;
  };
}

export class QueueFullError extends errorClass('QueueFullError') {}
export class TaskTimeoutError extends errorClass('TaskTimeoutError') {}
export class PoolClosedError extends errorClass('PoolClosedError') {}
export class WorkerCrashedError extends errorClass('WorkerCrashedError') {}
