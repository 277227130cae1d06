import { TaskNotFoundError } from './errors.ts';
import type { Draft, State, Task } from './model.ts';

/** A state with its operations. Immutable: every operation gives another book. */
export class TaskBook implements State {
  readonly nextId: number;
  readonly tasks: readonly Task[];

  constructor({ nextId, tasks }: State) {
    this.nextId = nextId;
    this.tasks = tasks;
  }

  append(drafts: readonly Draft[]): TaskBook {
    const added: Task[] = [];
    for (const draft of drafts) added.push({ id: this.nextId + added.length, ...draft });
    return new TaskBook({ nextId: this.nextId + added.length, tasks: [...this.tasks, ...added] });
  }

  replace(id: number, by: (task: Task) => Task): TaskBook {
    const index = this.#indexOf(id);
    const tasks = this.tasks.slice();
    tasks[index] = by(this.get(id));
    return new TaskBook({ nextId: this.nextId, tasks });
  }

  remove(id: number): TaskBook {
    const index = this.#indexOf(id);
    return new TaskBook({
      nextId: this.nextId,
      tasks: this.tasks.filter((_, position) => position !== index),
    });
  }

  get(id: number): Task {
    const task = this.tasks[this.#indexOf(id)];
    if (!task) throw new TaskNotFoundError(id);
    return task;
  }

  sorted(): Task[] {
    return [...this.tasks].sort((left, right) => left.id - right.id);
  }

  #indexOf(id: number): number {
    const index = this.tasks.findIndex((task) => task.id === id);
    if (index < 0) throw new TaskNotFoundError(id);
    return index;
  }
}
