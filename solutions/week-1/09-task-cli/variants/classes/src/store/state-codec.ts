import type { State, Task } from '../domain/model.ts';
import { Rules } from '../domain/rules.ts';

/** The text of a task file. */
export class StateCodec {
  readonly #path: string;
  readonly #rules = new Rules();

  constructor(path: string) {
    this.#path = path;
  }

  encode(state: State): string {
    return `${JSON.stringify({ version: 1, nextId: state.nextId, tasks: state.tasks }, null, 2)}\n`;
  }

  decode(bytes: Uint8Array): State {
    try {
      return this.#check(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    } catch (error) {
      if (error instanceof NewerFileError) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`The task file ${this.#path} is corrupt: ${why}`, { cause: error });
    }
  }

  #check(value: unknown): State {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not an object');
    const { version, nextId, tasks }: Record<string, unknown> = { ...value };
    if (typeof version === 'number' && version > 1) throw new NewerFileError(this.#path);
    if (version !== 1) throw new Error('no version 1');
    if (!Array.isArray(tasks)) throw new Error('no list of tasks');
    const next = this.#rules.id(nextId);
    const known = new Map<number, Task>();
    for (const item of tasks) {
      const task = this.#rules.task(item);
      if (known.has(task.id)) throw new Error(`id ${task.id} occurs twice`);
      if (task.id >= next) throw new Error(`nextId ${next} is not above id ${task.id}`);
      known.set(task.id, task);
    }
    return { nextId: next, tasks: [...known.values()] };
  }
}

class NewerFileError extends Error {
  constructor(path: string) {
    super(`The task file ${path} comes from a newer task program; please upgrade`);
  }
}
