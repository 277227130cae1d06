import { priority, status } from '../domain/decode.ts';
import type { Revision } from '../domain/task.ts';

/** A row of values: shorter than an object, and unlike anything that gets there by accident. */
export const encode = ({ task, revision }: Revision): string => {
  const { id, title, status, priority, due, createdAt, updatedAt } = task;
  return JSON.stringify([1, revision, id, title, status, priority, due, createdAt, updatedAt]);
};

export function decode(text: string, wanted: string): Revision | undefined {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(row) || row.length !== 9) return undefined;
  const [form, revision, id, title, status_, priority_, due, createdAt, updatedAt] = row as unknown[];
  const [openOrDone, urgency] = [status(status_, ''), priority(priority_, '')];
  if (form !== 1 || id !== wanted || !Number.isSafeInteger(revision)) return undefined;
  if (!('value' in openOrDone) || !('value' in urgency)) return undefined;
  if (typeof title !== 'string' || typeof createdAt !== 'string' || typeof updatedAt !== 'string')
    return undefined;
  if (due !== null && typeof due !== 'string') return undefined;
  return {
    task: {
      id: wanted,
      title,
      status: openOrDone.value,
      priority: urgency.value,
      due,
      createdAt,
      updatedAt,
    },
    revision: revision as number,
  };
}
