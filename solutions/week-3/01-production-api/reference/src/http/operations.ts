import type { Change, Expected } from '../domain/change.ts';
import { type Fault, pointTo } from '../domain/fault.ts';
import { readNewTask, readObject, readTaskPatch } from '../domain/read-task.ts';
import { isUuid } from '../domain/rules.ts';
import { parseIfMatch } from './conditions.ts';
import type { Tools } from './handlers.ts';

const maxOperations = 10_000;
const batchMembers: ReadonlySet<string> = new Set(['operations']);
const createMembers: ReadonlySet<string> = new Set(['op', 'task']);
const updateMembers: ReadonlySet<string> = new Set(['op', 'id', 'ifMatch', 'task']);
const deleteMembers: ReadonlySet<string> = new Set(['op', 'id', 'ifMatch']);

export function readOperations(body: unknown, faults: Fault[]): readonly unknown[] {
  const operations = readObject(body, '', batchMembers, faults)?.operations;
  if (Array.isArray(operations) && operations.length >= 1 && operations.length <= maxOperations)
    return operations;
  if (faults.every(({ pointer }) => pointer !== '')) {
    faults.push({ pointer: '/operations', detail: `expected an array of 1 to ${maxOperations} operations` });
  }
  return [];
}

/** One operation as a change; undefined after a fault. */
export function readOperation(
  value: unknown,
  at: string,
  makers: Pick<Tools, 'makeTask' | 'now'>,
  faults: Fault[],
): Change | undefined {
  switch (isObject(value) ? value.op : undefined) {
    case 'create': {
      const { task } = readObject(value, at, createMembers, faults) ?? {};
      return {
        op: 'create',
        task: makers.makeTask(readNewTask(task, pointTo(at, 'task'), faults)),
      };
    }
    case 'update': {
      const { id, ifMatch, task } = readObject(value, at, updateMembers, faults) ?? {};
      const patch = readTaskPatch(task, pointTo(at, 'task'), faults);
      return { op: 'update', ...readTarget(id, ifMatch, at, faults), patch, now: makers.now() };
    }
    case 'delete': {
      const { id, ifMatch } = readObject(value, at, deleteMembers, faults) ?? {};
      return { op: 'delete', ...readTarget(id, ifMatch, at, faults), now: makers.now() };
    }
    default:
      faults.push(
        isObject(value)
          ? { pointer: pointTo(at, 'op'), detail: 'expected "create", "update" or "delete"' }
          : { pointer: at, detail: 'expected a JSON object' },
      );
      return undefined;
  }
}

function readTarget(
  id: unknown,
  ifMatch: unknown,
  at: string,
  faults: Fault[],
): { id: string; expected: Expected } {
  if (!isUuid(id)) faults.push({ pointer: pointTo(at, 'id'), detail: 'expected a UUID' });
  if (ifMatch !== undefined && typeof ifMatch !== 'string') {
    faults.push({ pointer: pointTo(at, 'ifMatch'), detail: 'expected text, as in the header If-Match' });
  }
  return {
    id: isUuid(id) ? id.toLowerCase() : '',
    expected: parseIfMatch(typeof ifMatch === 'string' ? ifMatch : undefined) ?? 'any',
  };
}

function isObject(value: unknown): value is { readonly op?: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
