import type { NewTask, Patch, Priority, Status } from './types.ts';

export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** A value that keeps the rules, or what is wrong with it. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: string };

export type Members = Readonly<Record<string, unknown>>;

const statuses: readonly Status[] = ['open', 'done'];
const priorities: readonly Priority[] = ['low', 'normal', 'high'];
const longestTitle = 200;

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

export const checkStatus = oneOf(statuses);
export const checkPriority = oneOf(priorities);

/** Collects the faults of one object: `take` looks at a member, `faults` is what was found. */
export function openMembers(members: Members, at: string, allowed: readonly string[]) {
  const faults: Fault[] = Object.keys(members)
    .filter((name) => !allowed.includes(name))
    .map((name) => ({ pointer: `${at}/${escapePointer(name)}`, detail: 'There is no such member here.' }));
  return {
    faults,
    take<T>(name: string, check: (value: unknown) => Checked<T>): T | undefined {
      if (!Object.hasOwn(members, name)) return undefined;
      const checked = check(members[name]);
      if (checked.ok) return checked.value;
      faults.push({ pointer: `${at}/${name}`, detail: checked.why });
      return undefined;
    },
    require(name: string): void {
      if (!Object.hasOwn(members, name))
        faults.push({ pointer: `${at}/${name}`, detail: 'This is missing.' });
    },
  };
}

export function readNewTask(value: unknown, at: string, faults: Fault[]): NewTask {
  const task: NewTask = { title: '', priority: 'normal', due: null };
  if (!isObject(value)) {
    faults.push({ pointer: at, detail: 'This has to be an object.' });
    return task;
  }
  const members = openMembers(value, at, ['title', 'priority', 'due']);
  members.require('title');
  const title = members.take('title', checkTitle);
  const priority = members.take('priority', checkPriority);
  const due = members.take('due', checkDue);
  faults.push(...members.faults);
  return { title: title ?? '', priority: priority ?? 'normal', due: due ?? null };
}

export function readPatch(value: unknown, at: string, faults: Fault[]): Patch {
  if (!isObject(value)) {
    faults.push({ pointer: at, detail: 'This has to be an object.' });
    return {};
  }
  const members = openMembers(value, at, ['title', 'status', 'priority', 'due']);
  const title = members.take('title', checkTitle);
  const status = members.take('status', checkStatus);
  const priority = members.take('priority', checkPriority);
  const due = members.take('due', checkDue);
  faults.push(...members.faults);
  return {
    ...(title === undefined ? {} : { title }),
    ...(status === undefined ? {} : { status }),
    ...(priority === undefined ? {} : { priority }),
    ...(due === undefined ? {} : { due }),
  };
}

function checkTitle(value: unknown): Checked<string> {
  if (typeof value !== 'string') return { ok: false, why: 'A title is a text.' };
  const title = value.trim();
  const length = [...title].length;
  if (length < 1 || length > longestTitle)
    return { ok: false, why: `A title has 1 to ${longestTitle} characters.` };
  if (!title.isWellFormed() || title.includes('\0'))
    return { ok: false, why: 'A title has no NUL and no half character.' };
  return { ok: true, value: title };
}

function checkDue(value: unknown): Checked<string | null> {
  if (value === null) return { ok: true, value };
  const why = 'A due date is a date that exists, as YYYY-MM-DD, or null.';
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value) || value < '0001')
    return { ok: false, why };
  const date = new Date(`${value}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== value) return { ok: false, why };
  return { ok: true, value };
}

function oneOf<T extends string>(values: readonly T[]): (value: unknown) => Checked<T> {
  return (value) => {
    const found = values.find((each) => each === value);
    return found === undefined
      ? { ok: false, why: `This is one of ${values.join(', ')}.` }
      : { ok: true, value: found };
  };
}
