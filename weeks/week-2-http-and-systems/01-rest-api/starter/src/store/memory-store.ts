import type { Task } from '../domain/task.ts';
import type { TaskStore } from '../domain/task-store.ts';

export function createMemoryStore(): TaskStore {
  const tasks = new Map<string, Task>();
  return {
    async insert(task) {
      tasks.set(task.id, task);
    },
    async find(id) {
      return tasks.get(id) ?? null;
    },
  };
}
