import type { Seam } from './seam.ts';

export type CacheCommand =
  | { readonly act: 'get' | 'has' | 'delete'; readonly key: string }
  | { readonly act: 'set'; readonly key: string; readonly value: string };

/** What a call gave, and what the cache said of itself after it. */
export interface CacheState {
  readonly result: unknown;
  readonly bytes: unknown;
  readonly size: unknown;
  /** Of all keys of the scenario, those that are there. */
  readonly present: readonly string[];
}

export function playCache(seam: Seam, maxBytes: number, commands: readonly CacheCommand[]): CacheState[] {
  const cache = seam.createByteCache({ maxBytes });
  const keys = [...new Set(commands.map(({ key }) => key))];
  return commands.map((command) => {
    const result =
      command.act === 'set' ? cache.set(command.key, command.value) : cache[command.act](command.key);
    // Without the null it would be missing on the link.
    return {
      result: result ?? null,
      bytes: cache.bytes,
      size: cache.size,
      present: keys.filter((key) => cache.has(key)),
    };
  });
}
