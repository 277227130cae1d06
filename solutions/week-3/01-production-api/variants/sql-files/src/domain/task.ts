export type Task = Readonly<{
  id: string;
  title: string;
  status: 'open' | 'done';
  priority: 'low' | 'normal' | 'high';
  due: string | null;
  createdAt: string;
  updatedAt: string;
}>;

export type Patch = Partial<Pick<Task, 'title' | 'status' | 'priority' | 'due'>>;

export type Revision = Readonly<{ task: Task; revision: number }>;

export type Event = Readonly<{ op: 'created' | 'updated' | 'deleted'; at: string }>;

/** Thrown by stores. `sqlstate` is for the log. */
export class StoreTrouble {
  readonly kind: 'conflict' | 'invalid' | 'unavailable' | 'cancelled' | 'unexpected';
  readonly cause: unknown;
  readonly sqlstate: string | undefined;
  constructor(kind: StoreTrouble['kind'], cause: unknown, sqlstate?: string) {
    this.kind = kind;
    this.cause = cause;
    this.sqlstate = sqlstate;
  }
}

/** A predicate on ETags. */
export type When = (etag: string) => boolean;

export type Command = Readonly<
  | { op: 'create'; task: Task }
  | { op: 'update'; id: string; patch: Patch; at: string; when: When }
  | { op: 'delete'; id: string; at: string; when: When }
>;

export type Refusal = Readonly<{ index: number; why: 'gone' | 'changed' }>;

export type Outcome = Readonly<{ done: readonly (Revision | null)[] } | { refused: Refusal }>;

export type Filter = Readonly<{ status?: Task['status']; priority?: Task['priority'] }>;

export type Clock = Readonly<{ now(): Date }>;

/** What is needed of a place for tasks. */
export type Store = Readonly<{
  one(id: string, signal: AbortSignal): Promise<Revision | undefined>;
  page(filter: Filter, behind: string, size: number, signal: AbortSignal): Promise<readonly Revision[]>;
  events(id: string, signal: AbortSignal): Promise<readonly Event[]>;
  change(commands: readonly Command[], signal: AbortSignal): Promise<Outcome>;
}>;

/** How one task is shown; `cache` says where it came from, if there is a cache. */
export type Show = (
  id: string,
  signal: AbortSignal,
) => Promise<Readonly<{ found: Revision | undefined; cache?: 'hit' | 'miss' | 'bypass' }>>;

export const etagOf = ({ task, revision }: Revision): string => `"${task.id.slice(-6)}/${revision}"`;

/** What a command makes of one task. A patch that changes nothing leaves the very same revision. */
export function decide(current: Revision | undefined, command: Command): Revision | null | Refusal['why'] {
  if (command.op === 'create') return { task: command.task, revision: 0 };
  if (current === undefined) return 'gone';
  if (!command.when(etagOf(current))) return 'changed';
  if (command.op === 'delete') return null;
  const patched: Task = { ...current.task, ...command.patch };
  if (JSON.stringify(patched) === JSON.stringify(current.task)) return current;
  return {
    task: { ...patched, updatedAt: command.at },
    revision: current.revision + 1,
  };
}

/** What commands make of tasks, worked out on a copy. `pause` is awaited now and then. */
export async function decideAll(
  commands: readonly Command[],
  find: (id: string) => Revision | undefined,
  pause: () => Promise<void>,
) {
  const states = new Map<string, Revision | null>();
  const done: (Revision | null)[] = [];
  const events: (readonly [id: string, event: Event])[] = [];
  for (const [index, command] of commands.entries()) {
    if (index % 300 === 299) await pause();
    const id = command.op === 'create' ? command.task.id : command.id;
    const current = states.has(id) ? (states.get(id) ?? undefined) : find(id);
    const next = decide(current, command);
    if (typeof next === 'string') return { refused: { index, why: next } };
    done.push(next);
    if (next === current) continue;
    states.set(id, next);
    const at = command.op === 'create' ? command.task.createdAt : command.at;
    events.push([id, { op: `${command.op}d`, at }]);
  }
  return { done, states, events };
}
