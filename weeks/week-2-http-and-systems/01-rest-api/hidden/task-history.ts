import type { Call, Model } from 'checker/kit';

export interface Task {
  readonly title: string;
  readonly [member: string]: unknown;
}

export interface Version {
  readonly task: Task;
  readonly etag: string;
}

/** One operation of a batch: all of them are on the task that the history is about. */
export type Part =
  | { readonly op: 'update'; readonly title: string; readonly ifMatch?: string }
  | { readonly op: 'delete'; readonly ifMatch?: string };

export type Asked =
  | { readonly do: 'read' }
  | { readonly do: 'list' }
  | { readonly do: 'patch'; readonly title: string; readonly ifMatch: string }
  | { readonly do: 'delete'; readonly ifMatch?: string }
  | { readonly do: 'batch'; readonly parts: readonly Part[] };

export type Answered =
  | { readonly how: 'done' }
  /** With a version of the task; a list tells no ETag. */
  | { readonly how: 'shown'; readonly task: Task; readonly etag: string | null }
  /** Of a batch: what each of its updates gave. */
  | { readonly how: 'carried out'; readonly versions: readonly Version[] }
  /** There is none. */
  | { readonly how: 'missing' }
  /** `If-Match` does not match. */
  | { readonly how: 'refused' }
  /** A batch that was not carried out, and the operations that it names as the cause. */
  | { readonly how: 'not carried out'; readonly because: readonly number[] };

/** What a client asked of the task, and what it was answered. */
export interface TaskCall extends Call {
  readonly client: string;
  readonly asked: Asked;
  readonly answered: Answered;
}

export type TaskState = Version | 'gone';

/**
 * One task as the page promises it to a single client. New ETags and `updatedAt` are whatever the service says they are: a
 * change shows them in its answer.
 */
export function taskModel(start: Version): Model<TaskState, TaskCall> {
  return { start, step: stepTask, keyOf: (state) => JSON.stringify(state) };
}

function stepTask(state: TaskState, { asked, answered }: TaskCall): TaskState | null {
  switch (asked.do) {
    case 'read':
      if (state === 'gone') return answered.how === 'missing' ? state : null;
      return answered.how === 'shown' && answered.etag === state.etag && isSame(answered.task, state.task)
        ? state
        : null;
    case 'list':
      if (state === 'gone') return answered.how === 'missing' ? state : null;
      return answered.how === 'shown' && isSame(answered.task, state.task) ? state : null;
    case 'patch':
      if (state === 'gone' || !matches(state, asked.ifMatch)) return refuse(state, answered);
      if (answered.how !== 'shown' || answered.etag === null) return null;
      return change(state, asked.title, { task: answered.task, etag: answered.etag });
    case 'delete':
      if (state === 'gone' || !matches(state, asked.ifMatch)) return refuse(state, answered);
      return answered.how === 'done' ? 'gone' : null;
    case 'batch':
      return stepBatch(state, asked.parts, answered);
    default:
      return asked satisfies never;
  }
}

function stepBatch(start: TaskState, parts: readonly Part[], answered: Answered): TaskState | null {
  const versions = answered.how === 'carried out' ? [...answered.versions] : null;
  let state = start;
  for (const [at, part] of parts.entries()) {
    if (state === 'gone' || !matches(state, part.ifMatch))
      return answered.how === 'not carried out' && answered.because.includes(at) ? start : null;
    if (part.op === 'delete') {
      state = 'gone';
      continue;
    }
    // Of one that was not carried out nobody knows the versions: any will do to look at the operations behind.
    const version =
      versions === null ? { task: { ...state.task, title: part.title }, etag: '' } : versions.shift();
    const next: TaskState | null = version === undefined ? null : change(state, part.title, version);
    if (next === null) return null;
    state = next;
  }
  return answered.how === 'carried out' ? state : null;
}

/** The new version, where the change of the title makes it of the old one, with an ETag that is another. */
function change(before: Version, title: string, after: Version): Version | null {
  const { updatedAt } = after.task;
  if (after.etag === before.etag) return null;
  return isSame(after.task, { ...before.task, title, updatedAt }) ? after : null;
}

function matches({ etag }: Version, ifMatch: string | undefined): boolean {
  return ifMatch === undefined || ifMatch === '*' || ifMatch === etag;
}

function refuse(state: TaskState, { how }: Answered): TaskState | null {
  return how === (state === 'gone' ? 'missing' : 'refused') ? state : null;
}

function isSame(left: Task, right: Task): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

export function tellAsked(asked: Asked): string {
  switch (asked.do) {
    case 'read':
      return 'GET the task';
    case 'list':
      return 'GET the list';
    case 'patch':
      return `PATCH to ${asked.title} if it is ${asked.ifMatch}`;
    case 'delete':
      return `DELETE${asked.ifMatch === undefined ? '' : ` if it is ${asked.ifMatch}`}`;
    case 'batch':
      return `batch: ${asked.parts.map(tellPart).join(', then ')}`;
    default:
      return asked satisfies never;
  }
}

function tellPart(part: Part): string {
  const what = part.op === 'update' ? `update to ${part.title}` : 'delete';
  return part.ifMatch === undefined ? what : `${what} if it is ${part.ifMatch}`;
}

export function tellAnswered(answered: Answered): string {
  switch (answered.how) {
    case 'shown':
      return `it is ${answered.task.title}${answered.etag === null ? '' : `, ${answered.etag}`}`;
    case 'carried out':
      return `carried out${answered.versions.map(({ task, etag }) => `, ${task.title} is ${etag}`).join('')}`;
    case 'missing':
      return 'there is none';
    case 'refused':
      return 'refused: it does not match';
    case 'not carried out':
      return `not carried out because of operation ${answered.because.join(', ')}`;
    case 'done':
      return 'done';
    default:
      return answered satisfies never;
  }
}
