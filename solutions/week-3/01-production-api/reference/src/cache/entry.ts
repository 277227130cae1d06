import type { Versioned } from '../domain/change.ts';
import { due, priority, status, title } from '../domain/rules.ts';

export function encodeEntry({ task, version }: Versioned): string {
  return JSON.stringify({ version, task });
}

/** The record of a task, or undefined for whatever else stands there: others can write to Redis as well. */
export function decodeEntry(text: string, id: string): Versioned | undefined {
  const entry = parse(text);
  const task = isObject(entry) ? entry.task : undefined;
  if (!isObject(entry) || !isObject(task)) return undefined;
  const { version } = entry;
  const fits =
    typeof version === 'number' &&
    Number.isSafeInteger(version) &&
    version > 0 &&
    task.id === id &&
    title.read(task.title) === task.title &&
    status.read(task.status) !== undefined &&
    priority.read(task.priority) !== undefined &&
    due.read(task.due) !== undefined &&
    typeof task.createdAt === 'string' &&
    typeof task.updatedAt === 'string';
  return fits ? (entry as unknown as Versioned) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
