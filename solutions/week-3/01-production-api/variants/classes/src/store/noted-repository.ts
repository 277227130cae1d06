import type { Logger } from '../domain/logger.ts';
import type { Command, Query, Stamp, TaskRepository } from '../domain/model.ts';

/** Another repository, and a line for all that is asked of it. */
export class NotedRepository implements TaskRepository {
  readonly #inner: TaskRepository;
  readonly #log: Logger;

  constructor(inner: TaskRepository, logger: Logger) {
    this.#inner = inner;
    this.#log = logger.child({ component: 'service' });
  }

  get(id: string, signal: AbortSignal) {
    this.#log.debug({ id }, 'one task');
    return this.#inner.get(id, signal);
  }

  query(query: Query, signal: AbortSignal) {
    this.#log.debug({ limit: query.limit }, 'a list');
    return this.#inner.query(query, signal);
  }

  history(id: string, signal: AbortSignal) {
    this.#log.debug({ id }, 'a history');
    return this.#inner.history(id, signal);
  }

  execute(commands: readonly Command[], stamp: Stamp, signal: AbortSignal) {
    this.#log.debug({ commands: commands.length }, 'commands');
    return this.#inner.execute(commands, stamp, signal);
  }
}
