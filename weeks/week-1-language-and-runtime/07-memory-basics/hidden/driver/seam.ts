import type { EventEmitter } from 'node:events';

/** The seam as the exercise's page describes it; the driver meets the learner's module through it. */
export interface Seam {
  groupLog(path: string): Promise<Map<string, { readonly lines: number; readonly bytes: number }>>;
  createByteCache(options: { maxBytes: number }): ByteCache;
  subscribe(feed: EventEmitter, options: SubscribeOptions): AsyncDisposable;
}

export interface ByteCache {
  get(key: string): string | undefined;
  has(key: string): boolean;
  set(key: string, value: string): boolean;
  delete(key: string): boolean;
  readonly bytes: number;
  readonly size: number;
}

export interface SubscribeOptions {
  readonly topic: string;
  readonly onMessage: (message: string) => void | Promise<void>;
  readonly onSilence: () => void;
  readonly silenceMs: number;
  readonly clock: { after(ms: number, call: () => void): Disposable };
  readonly signal?: AbortSignal;
}
