import type { PoolOptions, RunOptions } from './types.ts';

export function checkPool({ concurrency, queueLimit, taskTimeoutMs, signal }: PoolOptions): void {
  whole('concurrency', concurrency, 1);
  if (queueLimit !== undefined && queueLimit !== Number.POSITIVE_INFINITY) whole('queueLimit', queueLimit, 0);
  limit('taskTimeoutMs', taskTimeoutMs);
  aborts(signal);
}

export function checkRun(task: unknown, { timeoutMs, signal }: RunOptions): void {
  if (typeof task !== 'function') throw new TypeError('the task must be a function');
  limit('timeoutMs', timeoutMs);
  aborts(signal);
}

export function whole(name: string, given: unknown, least: number): void {
  if (typeof given !== 'number') throw new TypeError(`${name} must be a number`);
  if (!Number.isInteger(given) || given < least) throw new RangeError(`${name} must be ${least} or more`);
}

export function limit(name: string, given: unknown): void {
  if (given === undefined) return;
  if (typeof given !== 'number') throw new TypeError(`${name} must be a number`);
  if (!(given > 0 && given < 2 ** 31)) throw new RangeError(`${name} must be from 0 to 2147483647`);
}

function aborts(given: unknown): void {
  if (given !== undefined && !(given instanceof AbortSignal))
    throw new TypeError('signal must be an AbortSignal');
}
