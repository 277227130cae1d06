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

export type Revision = Readonly<{ task: Task; revision: number; place: number }>;

/** A predicate on ETags. */
export type When = (etag: string) => boolean;

export type Command = Readonly<
  | { op: 'create'; task: Task }
  | { op: 'update'; id: string; patch: Patch; at: string; when: When }
  | { op: 'delete'; id: string; when: When }
>;

export type Refusal = Readonly<{ index: number; why: 'gone' | 'changed' }>;

export type Outcome = Readonly<{ done: readonly (Revision | null)[] } | { refused: Refusal }>;

export type Filter = Readonly<{ status?: Task['status']; priority?: Task['priority'] }>;

export type Clock = Readonly<{ now(): Date }>;

/** What is needed of a place for tasks. */
export type Store = Readonly<{
  one(id: string, signal: AbortSignal): Promise<Revision | undefined>;
  page(filter: Filter, behind: number, size: number, signal: AbortSignal): Promise<readonly Revision[]>;
  change(commands: readonly Command[], signal: AbortSignal): Promise<Outcome>;
}>;

export const etagOf = ({ task, revision }: Revision): string => `"${task.id.slice(-6)}/${revision}"`;

/** What a command makes of one task. A patch that changes nothing leaves the very same revision. */
export function decide(
  current: Revision | undefined,
  command: Command,
  place: number,
): Revision | null | Refusal['why'] {
  if (command.op === 'create') return { task: command.task, revision: 0, place };
  if (current === undefined) return 'gone';
  if (!command.when(etagOf(current))) return 'changed';
  if (command.op === 'delete') return null;
  const patched: Task = { ...current.task, ...command.patch };
  if (JSON.stringify(patched) === JSON.stringify(current.task)) return current;
  return {
    task: { ...patched, updatedAt: command.at },
    revision: current.revision + 1,
    place: current.place,
  };
}
