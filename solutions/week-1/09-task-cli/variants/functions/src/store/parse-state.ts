import { checkTask } from '../domain/check.ts';
import type { State } from '../domain/types.ts';

export const parseState = (bytes: Buffer, path: string): State => {
  const refuse = (why: string): never => {
    throw new Error(`${path}: this is not a valid task file: ${why}`);
  };
  const attempt = <T>(what: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      return refuse(`${what}${error instanceof Error ? error.message : error}`);
    }
  };

  const text = attempt('', () => new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  const value: unknown = attempt('', () => JSON.parse(text));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('no object');
  const file: Record<string, unknown> = { ...value };
  if (typeof file.version === 'number' && file.version > 1) {
    throw new Error(`${path}: version ${file.version} is newer than what this program understands`);
  }
  if (file.version !== 1) return refuse('unknown version');
  if (!Array.isArray(file.tasks)) return refuse('tasks missing');
  const nextId = Number.isInteger(file.nextId) ? Number(file.nextId) : refuse('nextId missing');
  const seen = new Set<number>();
  const tasks = file.tasks.map((item, index) => {
    const task = attempt(`task number ${index + 1}: `, () => checkTask(item));
    if (seen.has(task.id)) refuse(`two tasks ${task.id}`);
    if (task.id >= nextId) refuse(`nextId ${nextId} is taken`);
    seen.add(task.id);
    return task;
  });
  return nextId >= 1 ? { nextId, tasks } : refuse('nextId below 1');
};
