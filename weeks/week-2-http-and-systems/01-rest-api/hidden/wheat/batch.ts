import { parseCondition } from './conditions.ts';
import {
  type Checked,
  type Fault,
  isObject,
  type Members,
  openMembers,
  readNewTask,
  readPatch,
} from './rules.ts';
import type { Condition, Operation } from './types.ts';

const mostOperations = 10_000;
const toldFaults = 100;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const membersOf: Readonly<Record<Operation['op'], readonly string[]>> = {
  create: ['op', 'task'],
  update: ['op', 'id', 'ifMatch', 'task'],
  delete: ['op', 'id', 'ifMatch'],
};

/** The operations of a batch. Pushes what is wrong with them; the result counts only when nothing is. */
export async function readBatch(
  body: unknown,
  faults: Fault[],
  pause: () => Promise<void>,
): Promise<readonly Operation[]> {
  if (!isObject(body)) {
    faults.push({ pointer: '', detail: 'The body has to be an object.' });
    return [];
  }
  const members = openMembers(body, '', ['operations']);
  members.require('operations');
  const list = members.take('operations', checkList) ?? [];
  faults.push(...members.faults);
  const operations: Operation[] = [];
  for (const [index, value] of list.entries()) {
    if (index % 250 === 249) await pause();
    const operation = readOperation(value, `/operations/${index}`, faults);
    if (operation !== null) operations.push(operation);
    if (faults.length >= toldFaults) break;
  }
  return operations;
}

function checkList(value: unknown): Checked<readonly unknown[]> {
  if (Array.isArray(value) && value.length >= 1 && value.length <= mostOperations) return { ok: true, value };
  return { ok: false, why: `This has to be a list of 1 to ${mostOperations} operations.` };
}

function readOperation(value: unknown, at: string, faults: Fault[]): Operation | null {
  if (!isObject(value)) {
    faults.push({ pointer: at, detail: 'An operation is an object.' });
    return null;
  }
  const { op } = value;
  if (op !== 'create' && op !== 'update' && op !== 'delete') {
    faults.push(...openMembers(value, at, membersOf.update).faults);
    faults.push({ pointer: `${at}/op`, detail: 'An operation is create, update or delete.' });
    return null;
  }
  const members = openMembers(value, at, membersOf[op]);
  for (const name of membersOf[op]) if (name !== 'ifMatch') members.require(name);
  const id = op === 'create' ? '' : (members.take('id', checkId) ?? '');
  const ifMatch = op === 'create' ? 'any' : (members.take('ifMatch', checkIfMatch) ?? 'any');
  faults.push(...members.faults);
  switch (op) {
    case 'create':
      return { op, task: ifThere(value, (task) => readNewTask(task, `${at}/task`, faults)) ?? nothing };
    case 'update':
      return { op, id, ifMatch, task: ifThere(value, (task) => readPatch(task, `${at}/task`, faults)) ?? {} };
    case 'delete':
      return { op, id, ifMatch };
    default:
      return op satisfies never;
  }
}

const nothing = { title: '', priority: 'normal', due: null } as const;

/** A missing task has been told already. */
function ifThere<T>(value: Members, read: (task: unknown) => T): T | null {
  return Object.hasOwn(value, 'task') ? read(value.task) : null;
}

function checkId(value: unknown): Checked<string> {
  if (typeof value === 'string' && uuid.test(value)) return { ok: true, value };
  return { ok: false, why: 'An id is a UUID.' };
}

function checkIfMatch(value: unknown): Checked<Condition> {
  if (typeof value !== 'string') return { ok: false, why: 'This is a text, as the header If-Match has it.' };
  return { ok: true, value: parseCondition(value) ?? 'any' };
}
