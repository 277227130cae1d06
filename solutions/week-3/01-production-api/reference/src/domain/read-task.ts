import { type Fault, pointTo } from './fault.ts';
import { due, priority, type Rule, status, title } from './rules.ts';
import type { NewTask, TaskPatch } from './task.ts';

const newMembers: ReadonlySet<string> = new Set(['title', 'due', 'priority']);
const patchMembers: ReadonlySet<string> = new Set(['title', 'status', 'priority', 'due']);
const fixedMembers: ReadonlySet<string> = new Set(['id', 'createdAt', 'updatedAt', 'status']);

/**
 * Checks once, where data enters; behind it stands a type. Faults are collected, since whoever filled in a form wants
 * to hear of all of them. What is returned after a fault must not be used.
 */
export function readNewTask(body: unknown, at: string, faults: Fault[]): NewTask {
  const members = readObject(body, at, newMembers, faults);
  if (members !== undefined && !Object.hasOwn(members, 'title')) {
    faults.push({ pointer: pointTo(at, 'title'), detail: `expected ${title.expected}` });
  }
  return { title: '', ...readMembers(members ?? {}, at, faults) };
}

export function readTaskPatch(body: unknown, at: string, faults: Fault[]): TaskPatch {
  const members = readObject(body, at, patchMembers, faults);
  if (members === undefined) return {};
  return { ...readMembers(members, at, faults), ...readMember(members, 'status', status, at, faults) };
}

/** The value as an object whose members have known names. Names are looked up in a Set: `constructor` is in no Set. */
export function readObject(
  value: unknown,
  at: string,
  known: ReadonlySet<string>,
  faults: Fault[],
): Readonly<Record<string, unknown>> | undefined {
  if (!isObject(value)) {
    faults.push({ pointer: at, detail: 'expected a JSON object' });
    return undefined;
  }
  for (const name of Object.keys(value)) {
    if (known.has(name)) continue;
    const detail = fixedMembers.has(name) ? 'cannot be set here' : 'there is no such member';
    faults.push({ pointer: pointTo(at, name), detail });
  }
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readMembers(members: Readonly<Record<string, unknown>>, at: string, faults: Fault[]) {
  return {
    ...readMember(members, 'title', title, at, faults),
    ...readMember(members, 'due', due, at, faults),
    ...readMember(members, 'priority', priority, at, faults),
  };
}

/** Absent and null are two things: an absent member is absent in the result, too. */
function readMember<Name extends string, T>(
  members: Readonly<Record<string, unknown>>,
  name: Name,
  rule: Rule<T>,
  at: string,
  faults: Fault[],
): { [_ in Name]?: T } {
  if (!Object.hasOwn(members, name)) return {};
  const value = rule.read(members[name]);
  if (value === undefined) {
    faults.push({ pointer: pointTo(at, name), detail: `expected ${rule.expected}` });
    return {};
  }
  return { [name]: value } as { [_ in Name]?: T };
}
