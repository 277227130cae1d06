import type { State } from '../domain/service.ts';
import { InvalidTaskError, isId, parseTask, type Task } from '../domain/task.ts';
import { StoreError } from './store-error.ts';

const version = 1;
const tasksPerChunk = 1000;

/** The file's text, in pieces: a task a line, so that a diff of two versions can be read. */
export function* encode({ nextId, tasks }: State): Generator<string> {
  yield `{"version":${version},"nextId":${nextId},"tasks":[`;
  for (let start = 0; start < tasks.length; start += tasksPerChunk) {
    const lines = tasks.slice(start, start + tasksPerChunk).map((task) => `\n${JSON.stringify(task)}`);
    yield `${start === 0 ? '' : ','}${lines.join(',')}`;
  }
  yield '\n]}\n';
}

export function decode(bytes: Uint8Array, path: string): State {
  const document = parseJson(bytes, path);
  if (typeof document !== 'object' || document === null) return damaged(path, 'it is no JSON object');
  const fields: Readonly<Record<string, unknown>> = { ...document };

  // The version first: a newer file may have any shape.
  if (typeof fields.version === 'number' && fields.version > version) {
    throw new StoreError(`${path} was written by a newer version of this program; this one cannot read it`);
  }
  if (fields.version !== version) damaged(path, `version must be ${version}`);

  const { nextId } = fields;
  if (!isId(nextId)) return damaged(path, 'nextId must be a whole number from 1 on');
  const tasks = parseTasks(fields.tasks, path);
  const beyond = tasks.find(({ id }) => id >= nextId);
  if (beyond !== undefined) damaged(path, `nextId is ${nextId}, but there is a task ${beyond.id}`);
  return { nextId, tasks };
}

function parseJson(bytes: Uint8Array, path: string): unknown {
  if (bytes.length === 0) damaged(path, 'it is empty');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    return damaged(path, error instanceof SyntaxError ? error.message : 'it is not UTF-8', error);
  }
}

function parseTasks(value: unknown, path: string): Task[] {
  if (!Array.isArray(value)) return damaged(path, 'tasks must be an array');
  const ids = new Set<number>();
  return value.map((item: unknown, index) => {
    const task = parseStoredTask(item, index, path);
    if (ids.has(task.id)) damaged(path, `tasks[${index}]: there are two tasks with the id ${task.id}`);
    ids.add(task.id);
    return task;
  });
}

function parseStoredTask(item: unknown, index: number, path: string): Task {
  try {
    return parseTask(item);
  } catch (error) {
    if (error instanceof InvalidTaskError) damaged(path, `tasks[${index}]: ${error.message}`, error);
    throw error;
  }
}

function damaged(path: string, why: string, cause?: unknown): never {
  throw new StoreError(`${path} is damaged: ${why}`, { cause });
}
