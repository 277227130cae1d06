import { createTaskService as createRight } from '../wheat/index.ts';
import type { Clock, Store, TaskService } from '../wheat/types.ts';

export { createFileStore, InvalidTaskError, TaskNotFoundError } from '../wheat/index.ts';

export function createTaskService(parts: { store: Store; clock: Clock }): TaskService {
  const service = createRight(parts);
  return {
    ...service,
    add: (input, signal) => service.add({ ...input, ...rolled(input.due) }, signal),
    edit: (id, patch, signal) => service.edit(id, { ...patch, ...rolled(patch.due) }, signal),
  };
}

function rolled(due: string | null | undefined): { due?: string } {
  const [year = 0, month = 0, day = 0] = (due ?? '').split('-').map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = /^\d{4}-\d{2}-\d{2}$/.test(due ?? '') && day > 0 && day < 32 && month > 0 && month < 13;
  return isReal ? { due: date.toISOString().slice(0, 10) } : {};
}
