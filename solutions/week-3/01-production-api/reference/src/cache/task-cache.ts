import { randomUUID } from 'node:crypto';
import type { Versioned } from '../domain/change.ts';
import { decodeEntry, encodeEntry } from './entry.ts';
import { fillScript, lookUpScript } from './scripts.ts';

/** What this needs of Redis. Each rejects when there is no answer in time. */
export interface CacheRedis {
  run(script: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
  unlink(keys: readonly string[]): Promise<unknown>;
}

export type LookUp =
  | { readonly kind: 'hit'; readonly record: Versioned }
  | { readonly kind: 'miss'; readonly lease: string };

/** Longer than anybody reads. A lease that is over only means that its fill comes to nothing. */
const leaseMs = 60_000;
/** Keys in one command. */
const slice = 1000;

/**
 * Tasks in Redis. The promise: once `invalidate` has resolved, no lookup that begins after gives an older version, be it
 * of this instance or another, and whatever reads were under way.
 *
 * It holds since a value gets in by a lease only, and a lease is handed out by a lookup, before the database is read. A
 * write deletes value and lease after its COMMIT. So a read that may have seen the old version holds a lease that is gone,
 * and one with a lease of its own began after the COMMIT, and saw the new one.
 */
export class TaskCache {
  readonly #redis: CacheRedis;
  readonly #namespace: string;
  readonly #ttlMs: number;

  constructor(parts: { readonly redis: CacheRedis; readonly namespace: string; readonly ttlMs: number }) {
    this.#redis = parts.redis;
    this.#namespace = parts.namespace;
    this.#ttlMs = parts.ttlMs;
  }

  async lookUp(id: string): Promise<LookUp> {
    const asked = await this.#ask(id);
    if (asked.kind !== 'garbage') return asked;
    // Not ours, or of another version of this program: away with it, and the next to read may fill it.
    await this.invalidate([id]);
    const again = await this.#ask(id);
    if (again.kind === 'garbage') throw new Error('the cache holds what nobody can read, and keeps it');
    return again;
  }

  /** Null is not kept: the next reader of a task that is not there asks for itself. */
  async fill(id: string, lease: string, record: Versioned | null): Promise<void> {
    const value = record === null ? [] : [encodeEntry(record), this.#ttlMs];
    await this.#redis.run(fillScript, this.#keys(id), [lease, ...value]);
  }

  async invalidate(ids: readonly string[]): Promise<void> {
    const keys = ids.flatMap((id) => this.#keys(id));
    const slices = Array.from({ length: Math.ceil(keys.length / slice) }, (_, at) =>
      this.#redis.unlink(keys.slice(at * slice, (at + 1) * slice)),
    );
    await Promise.all(slices);
  }

  async #ask(id: string): Promise<LookUp | { readonly kind: 'garbage' }> {
    const answer = await this.#redis.run(lookUpScript, this.#keys(id), [randomUUID(), leaseMs]);
    const [value, lease] = answer as [string] | [null, string];
    if (value === null) return { kind: 'miss', lease: lease ?? '' };
    const record = decodeEntry(value, id);
    return record === undefined ? { kind: 'garbage' } : { kind: 'hit', record };
  }

  #keys(id: string): [value: string, lease: string] {
    return [`${this.#namespace}:cache:task:${id}`, `${this.#namespace}:cache:lease:${id}`];
  }
}
