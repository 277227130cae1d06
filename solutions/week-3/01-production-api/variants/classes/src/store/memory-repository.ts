import { scheduler } from 'node:timers/promises';
import {
  type Command,
  type HistoryEntry,
  type Listing,
  type Query,
  type Stamp,
  type Tagged,
  TaskChanged,
  TaskMissing,
  type TaskRepository,
  UnknownPlace,
} from '../domain/model.ts';
import { Turns } from './turns.ts';

interface Row extends Tagged {
  readonly sequence: number;
}

export class MemoryRepository implements TaskRepository {
  readonly #rows = new Map<string, Row>();
  readonly #histories = new Map<string, HistoryEntry[]>();
  readonly #turns = new Turns();
  #sequence = 0;
  #revision = 0;

  async get(id: string, signal: AbortSignal): Promise<Tagged> {
    signal.throwIfAborted();
    const row = this.#rows.get(id);
    if (row === undefined) throw new TaskMissing();
    return row;
  }

  async query({ status, priority, after = '0', limit }: Query, signal: AbortSignal): Promise<Listing> {
    signal.throwIfAborted();
    if (!/^\d{1,15}$/.test(after)) throw new UnknownPlace();
    const rows: Row[] = [];
    for (const row of this.#rows.values()) {
      if (row.sequence <= Number(after)) continue;
      if ((status ?? row.task.status) !== row.task.status) continue;
      if ((priority ?? row.task.priority) !== row.task.priority) continue;
      rows.push(row);
      if (rows.length === limit) break;
    }
    return { tasks: rows.map(({ task }) => task), end: String(rows.at(-1)?.sequence ?? after) };
  }

  async history(id: string, signal: AbortSignal): Promise<readonly HistoryEntry[]> {
    signal.throwIfAborted();
    const entries = this.#histories.get(id);
    if (entries === undefined) throw new TaskMissing();
    return [...entries];
  }

  execute(commands: readonly Command[], stamp: Stamp, signal: AbortSignal): Promise<(Tagged | undefined)[]> {
    const ids = commands.flatMap((command) => (command.op === 'create' ? [] : [command.id]));
    return this.#turns.take(new Set(ids), () => this.#execute(commands, stamp, signal), signal);
  }

  /** Nobody else has a turn at these tasks now. What is staged becomes true all at once, at the end. */
  async #execute(commands: readonly Command[], stamp: Stamp, signal: AbortSignal) {
    const staged = new Map<string, Row | undefined>();
    const results: (Tagged | undefined)[] = [];
    const entries: [string, HistoryEntry][] = [];
    for (const [index, command] of commands.entries()) {
      if (index % 200 === 199) {
        await scheduler.yield();
        signal.throwIfAborted();
      }
      const [id, row] = this.#stage(command, index, staged, stamp);
      const at = row?.task.updatedAt ?? stamp.time();
      entries.push([id, { op: `${command.op}d`, at }]);
      staged.set(id, row);
      results.push(row);
    }
    for (const [id, row] of staged) {
      if (row === undefined) this.#rows.delete(id);
      else this.#rows.set(id, row.sequence === 0 ? { ...row, sequence: ++this.#sequence } : row);
    }
    for (const [id, entry] of entries) {
      this.#histories.set(id, [...(this.#histories.get(id) ?? []), entry]);
    }
    return results;
  }

  #stage(
    command: Command,
    index: number,
    staged: ReadonlyMap<string, Row | undefined>,
    stamp: Stamp,
  ): [string, Row | undefined] {
    const time = stamp.time();
    if (command.op === 'create') {
      const id = stamp.id();
      const task = { id, ...command.fields, createdAt: time, updatedAt: time };
      return [id, { task, etag: this.#newTag(), sequence: 0 }];
    }
    const row = staged.has(command.id) ? staged.get(command.id) : this.#rows.get(command.id);
    if (row === undefined) throw new TaskMissing(index);
    if (!command.when.allows(row.etag)) throw new TaskChanged(index);
    if (command.op === 'delete') return [command.id, undefined];
    const task = { ...row.task, ...command.fields, updatedAt: time };
    return [command.id, { task, etag: this.#newTag(), sequence: row.sequence }];
  }

  /** One series of tags for all tasks; a change that changes nothing gets a new one as well. */
  #newTag(): string {
    this.#revision++;
    return `"rev,${this.#revision.toString(36)}"`;
  }
}
