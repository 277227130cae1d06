import { isMainThread } from 'node:worker_threads';

export function add(left: number, right: number): number {
  return left + right;
}

export function inThread(): boolean {
  return !isMainThread;
}

export function exit(): never {
  process.exit(1);
}
