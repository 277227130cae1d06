import { type Decoded, members, type NewTask, newTask, patch, text, uuid } from '../domain/decode.ts';
import type { Command, Patch, Task } from '../domain/task.ts';
import { ifMatch } from './tags.ts';

type Fields = { op: string; id: string; ifMatch: string; task: NewTask | Patch };
type At = (time: string) => Command;

/** One operation as a command that still needs the time. */
export function decodeOperation(value: unknown, at: string, make: (fields: NewTask) => Task): Decoded<At> {
  const op = typeof value === 'object' && value !== null && 'op' in value ? value.op : undefined;
  switch (op) {
    case 'create': {
      const decoded = members<Pick<Fields, 'op'> & { task: NewTask }>({ op: text, task: newTask }, ['task'])(
        value,
        at,
      );
      if ('faults' in decoded) return decoded;
      const fields = decoded.value.task as NewTask;
      return { value: () => ({ op, task: make(fields) }) };
    }
    case 'update': {
      const table = { op: text, id: uuid, ifMatch: text, task: patch };
      const decoded = members<Omit<Fields, 'task'> & { task: Patch }>(table, ['id', 'task'])(value, at);
      if ('faults' in decoded) return decoded;
      const { id = '', task = {} } = decoded.value;
      const when = ifMatch(decoded.value.ifMatch) ?? (() => true);
      return { value: (time) => ({ op, id, patch: task, at: time, when }) };
    }
    case 'delete': {
      const table = { op: text, id: uuid, ifMatch: text };
      const decoded = members<Omit<Fields, 'task'>>(table, ['id'])(value, at);
      if ('faults' in decoded) return decoded;
      const when = ifMatch(decoded.value.ifMatch) ?? (() => true);
      return { value: (time) => ({ op, id: decoded.value.id ?? '', at: time, when }) };
    }
    default: {
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
      const pointer = isObject ? `${at}/op` : at;
      return { faults: [{ pointer, detail: 'an operation: create, update or delete' }] };
    }
  }
}
