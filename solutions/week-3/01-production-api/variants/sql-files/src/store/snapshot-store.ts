import { setImmediate } from 'node:timers/promises';
import {
  type Command,
  decideAll,
  type Event,
  type Outcome,
  type Revision,
  type Store,
} from '../domain/task.ts';

/** A state that nobody changes any more. */
type Snapshot = Readonly<{
  tasks: ReadonlyMap<string, Revision>;
  events: ReadonlyMap<string, readonly Event[]>;
}>;

const patience = 3;

/**
 * No lock: a change is worked out beside the snapshot that it began with, and published if that is still the one. Otherwise
 * it is worked out again; and after some tries in one go, where nobody can come in between.
 */
export function createSnapshotStore(): Store {
  let current: Snapshot = { tasks: new Map(), events: new Map() };

  const attempt = async (commands: readonly Command[], signal: AbortSignal, pause: boolean) => {
    const base = current;
    const decided = await decideAll(
      commands,
      (id) => base.tasks.get(id),
      async () => {
        if (pause) await setImmediate();
        signal.throwIfAborted();
      },
    );
    if (current !== base) return false;
    if ('refused' in decided) return decided;
    const tasks = new Map(base.tasks);
    for (const [id, state] of decided.states) {
      if (state === null) tasks.delete(id);
      else tasks.set(id, state);
    }
    const events = new Map(base.events);
    for (const [id, event] of decided.events) events.set(id, [...(events.get(id) ?? []), event]);
    current = { tasks, events };
    return { done: decided.done };
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
        .filter(({ task }) => task.id > behind)
        .filter(({ task }) => status === undefined || task.status === status)
        .filter(({ task }) => priority === undefined || task.priority === priority)
        .toArray()
        .sort((a, b) => (a.task.id < b.task.id ? -1 : 1))
        .slice(0, size);
    },
    async events(id, signal) {
      signal.throwIfAborted();
      return current.events.get(id) ?? [];
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
