import type { Clock, Draft, Patch, Priority, Status, Store, Task } from './model.ts';
import { Rules } from './rules.ts';
import { TaskBook } from './task-book.ts';

export class TaskService {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #rules = new Rules();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async add(
    input: { title: string; due?: string | null | undefined; priority?: Priority | undefined },
    signal: AbortSignal,
  ): Promise<Task> {
    const { title, due, priority } = input;
    const draft = this.#rules.draft({ title, due, priority }, this.#now());
    const book = await this.#change((before) => before.append([draft]), signal);
    return book.get(book.nextId - 1);
  }

  async list(filter: { status?: Status | undefined }, signal: AbortSignal): Promise<Task[]> {
    const tasks = (await this.#read(signal)).sorted();
    return filter.status ? tasks.filter(({ status }) => status === filter.status) : tasks;
  }

  async get(id: number, signal: AbortSignal): Promise<Task> {
    return (await this.#read(signal)).get(id);
  }

  async edit(id: number, patch: Patch, signal: AbortSignal): Promise<Task> {
    const checked: Partial<Record<keyof Patch, string | null>> = {};
    if (patch.title !== undefined) checked.title = this.#rules.title(patch.title);
    if (patch.due !== undefined) checked.due = this.#rules.due(patch.due);
    if (patch.priority !== undefined) checked.priority = this.#rules.priority(patch.priority);
    return await this.#replace(id, (task) => this.#rules.task({ ...task, ...checked }), signal);
  }

  async complete(id: number, signal: AbortSignal): Promise<Task> {
    const now = this.#now();
    return await this.#replace(
      id,
      (task) => ({ ...task, status: 'done', doneAt: task.doneAt ?? now }),
      signal,
    );
  }

  async reopen(id: number, signal: AbortSignal): Promise<Task> {
    return await this.#replace(id, (task) => ({ ...task, status: 'open', doneAt: null }), signal);
  }

  async remove(id: number, signal: AbortSignal): Promise<void> {
    await this.#change((before) => before.remove(id), signal);
  }

  async importTasks(items: AsyncIterable<unknown>, signal: AbortSignal): Promise<number> {
    signal.throwIfAborted();
    const now = this.#now();
    const drafts: Draft[] = [];
    for await (const item of items) {
      signal.throwIfAborted();
      drafts.push(this.#rules.draft(item, now));
    }
    signal.throwIfAborted();
    await this.#change((before) => before.append(drafts), signal);
    return drafts.length;
  }

  #now(): string {
    return this.#clock.now().toISOString();
  }

  async #read(signal: AbortSignal): Promise<TaskBook> {
    return new TaskBook(await this.#store.read(signal));
  }

  async #change(change: (before: TaskBook) => TaskBook, signal: AbortSignal): Promise<TaskBook> {
    return new TaskBook(await this.#store.update((state) => change(new TaskBook(state)), signal));
  }

  async #replace(id: number, by: (task: Task) => Task, signal: AbortSignal): Promise<Task> {
    return (await this.#change((before) => before.replace(id, by), signal)).get(id);
  }
}
