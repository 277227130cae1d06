import { broken, expectThat, type Files, showValue, type Teaching } from 'checker/kit';

/** A task as the exercise's page describes it, in the file and in `--json`. */
export interface Task {
  readonly id: number;
  readonly title: string;
  readonly status: 'open' | 'done';
  readonly priority: 'low' | 'normal' | 'high';
  readonly due: string | null;
  readonly createdAt: string;
  readonly doneAt: string | null;
}

export interface State {
  readonly version: number;
  readonly nextId: number;
  readonly tasks: readonly Task[];
}

export const tasksJson = 'tasks.json';

export function openTask(id: number, title: string, rest: Partial<Task> = {}): Task {
  const createdAt = '2026-01-15T08:30:00.000Z';
  return { id, title, status: 'open', priority: 'normal', due: null, createdAt, doneAt: null, ...rest };
}

export function doneTask(id: number, title: string, rest: Partial<Task> = {}): Task {
  return openTask(id, title, { status: 'done', doneAt: '2026-02-20T17:45:12.345Z', ...rest });
}

/** The text of a tasks file that holds these; the next id follows the largest unless it is given. */
export function fileOf(tasks: readonly Task[], nextId = nextAfter(tasks)): string {
  return `${JSON.stringify({ version: 1, nextId, tasks }, null, 2)}\n`;
}

/** What the program left in its file, as far as the exercise's page fixes it. */
export function storedState(files: Files, teaching: Teaching, path: string = tasksJson): State {
  const text = files.read(path);
  if (text === null) {
    return broken({ ...teaching, expected: `${path} to be there`, saw: `only ${showValue(files.list())}` });
  }
  return stateIn(text, teaching, path);
}

export function stateIn(text: string, teaching: Teaching, path: string = tasksJson): State {
  const state = parsed(text);
  expectThat(isState(state), {
    ...teaching,
    expected: `${path} to hold one JSON object {"version": 1, "nextId": n, "tasks": [...]}`,
    saw: showValue(text),
  });
  return state;
}

export function storedTask(files: Files, id: number, teaching: Teaching): Task {
  const state = storedState(files, teaching);
  const task = state.tasks.find((candidate) => candidate.id === id);
  if (task === undefined) {
    return broken({
      ...teaching,
      expected: `a task with id ${id} in ${tasksJson}`,
      saw: showValue(state.tasks),
    });
  }
  return task;
}

/** The ids in a JSON array of tasks; what is no such array comes back as it is. */
export function idsIn(json: unknown): unknown {
  return Array.isArray(json) ? json.map((task: Partial<Task> | null) => task?.id) : json;
}

/** RFC 3339 in UTC, with or without a fraction. */
export function isInstant(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) &&
    Number.isFinite(Date.parse(value))
  );
}

function nextAfter(tasks: readonly Task[]): number {
  return tasks.reduce((next, task) => Math.max(next, task.id + 1), 1);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isState(value: unknown): value is State {
  return (
    typeof value === 'object' &&
    value !== null &&
    'nextId' in value &&
    typeof value.nextId === 'number' &&
    'tasks' in value &&
    Array.isArray(value.tasks)
  );
}
