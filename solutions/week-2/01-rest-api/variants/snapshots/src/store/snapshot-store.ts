import { setImmediate } from 'node:timers/promises';
import { type Command, decide, type Outcome, type Revision, type Store } from '../domain/task.ts';

/** A state that nobody changes any more. */
type Snapshot = Readonly<{ tasks: ReadonlyMap<string, Revision>; places: number }>;

const patience = 3;

/**
 * No lock: a change is worked out on a copy of the snapshot that it began with, and published if that is still the one.
 * Otherwise it is worked out again; and after some tries in one go, where nobody can come in between.
 */
export function createSnapshotStore(): Store {
  let current: Snapshot = { tasks: new Map(), places: 0 };

  const attempt = async (commands: readonly Command[], signal: AbortSignal, pause: boolean) => {
    const base = current;
    const tasks = new Map(base.tasks);
    const done: (Revision | null)[] = [];
    let places = base.places;
    for (const [index, command] of commands.entries()) {
      if (pause && index % 300 === 299) {
        await setImmediate();
        signal.throwIfAborted();
      }
      const id = command.op === 'create' ? command.task.id : command.id;
      const revision = decide(tasks.get(id), command, places + 1);
      if (typeof revision === 'string') return current === base && { refused: { index, why: revision } };
      if (command.op === 'create') places++;
      if (revision === null) tasks.delete(id);
      else tasks.set(id, revision);
      done.push(revision);
    }
    if (current !== base) return false;
    current = { tasks, places };
    return { done };
  };

  return {
    async one(id, signal) {
      signal.throwIfAborted();
      return current.tasks.get(id);
    },
    async page({ status, priority }, behind, size, signal) {
      signal.throwIfAborted();
      return current.tasks
        .values()
        .filter(({ place }) => place > behind)
        .filter(({ task }) => status === undefined || task.status === status)
        .filter(({ task }) => priority === undefined || task.priority === priority)
        .take(size)
        .toArray();
    },
    async change(commands, signal): Promise<Outcome> {
      signal.throwIfAborted();
      for (let tries = 0; ; tries++) {
        const outcome = await attempt(commands, signal, tries < patience && commands.length > 1);
        if (outcome !== false) return outcome;
      }
    },
  };
}
