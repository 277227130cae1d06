import type { Logger } from '../domain/logger.ts';
import {
  type ChangeListener,
  type Sight,
  type Tagged,
  type Task,
  TaskMissing,
  type TaskRepository,
} from '../domain/model.ts';
import { Patience } from '../domain/patience.ts';
import { gone } from './floor-scripts.ts';
import { SharedLooks } from './shared-looks.ts';

/** Runs scripts that were registered by these names. */
export interface CacheRedis {
  call(
    name: 'lookAtTask' | 'fillTask' | 'raiseFloors',
    keys: readonly string[],
    args: readonly string[],
    patience: Patience,
  ): Promise<unknown>;
  remove(keys: readonly string[], patience: Patience): Promise<unknown>;
  /** Waits for what was sent by somebody else. */
  await(answer: Promise<unknown>, patience: Patience): Promise<unknown>;
}

export interface CacheSettings {
  readonly namespace: string;
  readonly ttlMs: number;
  /** No read takes longer. */
  readonly longestReadMs: number;
}

const pairs = 400;

export class TaskCache implements ChangeListener {
  readonly #redis: CacheRedis;
  readonly #settings: CacheSettings;
  readonly #log: Logger;
  readonly #looks = new SharedLooks<{
    readonly tagged: Tagged | undefined;
    readonly filling: Promise<unknown>;
  }>();

  constructor(redis: CacheRedis, settings: CacheSettings, logger: Logger) {
    this.#redis = redis;
    this.#settings = settings;
    this.#log = logger.child({ component: 'service' });
  }

  /** One task, from Redis or else from the repository. */
  async look(
    id: string,
    repository: TaskRepository,
    signal: AbortSignal,
    patience: Patience,
  ): Promise<Sight> {
    const known = await this.#ask(id, patience).catch(() => undefined);
    this.#log.debug({ id, known: typeof known }, 'a look at a task');
    if (typeof known === 'object') return { tagged: known, source: 'hit' };
    if (known === undefined) return { tagged: await find(repository, id, signal), source: 'bypass' };
    const { tagged, filling } = await this.#looks.join(`${id} ${known}`, signal, async (together) => {
      const tagged = await find(repository, id, together);
      return { tagged, filling: tagged === undefined ? Promise.resolve() : this.#fill(id, tagged) };
    });
    await this.#redis.await(filling, patience).catch(() => {});
    return { tagged, source: 'miss' };
  }

  async changed(states: ReadonlyMap<string, Tagged | undefined>): Promise<void> {
    const all = [...states].map(([id, state]) => ({ keys: this.#keys(id), version: versionOf(state) }));
    const floorMs = String(this.#settings.longestReadMs + 60_000);
    const patience = new Patience();
    const slices: Promise<unknown>[] = [];
    for (let from = 0; from < all.length; from += pairs) {
      const slice = all.slice(from, from + pairs);
      const args = [floorMs, ...slice.map(({ version }) => String(version))];
      slices.push(
        this.#redis.call(
          'raiseFloors',
          slice.flatMap(({ keys }) => keys),
          args,
          patience,
        ),
      );
    }
    const failed = (await Promise.allSettled(slices)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') {
      const reason = String(failed.reason);
      this.#log.warn({ reason, changes: all.length }, 'the cache does not know of a change');
    }
  }

  /** The task, or the floor. */
  async #ask(id: string, patience: Patience): Promise<Tagged | string> {
    const keys = this.#keys(id);
    const look = async () =>
      (await this.#redis.call('lookAtTask', keys, [], patience)) as [string | null, string];
    const [text, floor] = await look();
    if (text === null) return floor;
    const tagged = read(text, id);
    if (tagged !== undefined) return tagged;
    await this.#redis.remove(keys.slice(0, 1), patience);
    const [again, floorNow] = await look();
    if (again !== null) throw new Error('somebody writes there what nobody can read');
    return floorNow;
  }

  async #fill(id: string, tagged: Tagged): Promise<void> {
    const args = [String(versionOf(tagged)), JSON.stringify(tagged), String(this.#settings.ttlMs)];
    await this.#redis.call('fillTask', this.#keys(id), args, new Patience()).catch(() => {});
  }

  #keys(id: string): string[] {
    const prefix = `${this.#settings.namespace}:cache:${id}`;
    return [`${prefix}:task`, `${prefix}:floor`];
  }
}

async function find(
  repository: TaskRepository,
  id: string,
  signal: AbortSignal,
): Promise<Tagged | undefined> {
  try {
    return await repository.get(id, signal);
  } catch (error) {
    if (error instanceof TaskMissing) return undefined;
    throw error;
  }
}

/** The number in an ETag: those of one task grow. */
function versionOf(tagged: Tagged | undefined): number {
  return tagged === undefined ? gone : Number(/\d+/.exec(tagged.etag)?.[0] ?? 0);
}

function read(text: string, id: string): Tagged | undefined {
  try {
    const { etag, task } = JSON.parse(text) as {
      etag?: unknown;
      task?: Partial<Record<keyof Task, unknown>>;
    };
    const texts = [task?.title, task?.createdAt, task?.updatedAt, task?.due ?? ''];
    const fits =
      typeof etag === 'string' &&
      /^"rev,\d+"$/.test(etag) &&
      task?.id === id &&
      texts.every((member) => typeof member === 'string') &&
      ['open', 'done'].includes(String(task.status)) &&
      ['low', 'normal', 'high'].includes(String(task.priority)) &&
      Object.keys(task).length === 7;
    return fits ? { etag, task: task as Task } : undefined;
  } catch {
    return undefined;
  }
}
