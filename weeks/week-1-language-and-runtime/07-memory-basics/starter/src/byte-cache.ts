export interface ByteCache {
  get(key: string): string | undefined;
  has(key: string): boolean;
  set(key: string, value: string): boolean;
  delete(key: string): boolean;
  readonly bytes: number;
  readonly size: number;
}

/** Texts by their keys, at most `maxBytes` of them. */
export function createByteCache({ maxBytes }: { maxBytes: number }): ByteCache {
  const entries = new Map<string, string>();
  let bytes = 0;

  return {
    get: (key) => entries.get(key),
    has: (key) => entries.has(key),
    set(key, value) {
      entries.set(key, value);
      bytes += value.length;
      for (const [oldest, old] of entries) {
        if (bytes <= maxBytes) break;
        entries.delete(oldest);
        bytes -= old.length;
      }
      return entries.has(key);
    },
    delete: (key) => entries.delete(key),
    get bytes() {
      return bytes;
    },
    get size() {
      return entries.size;
    },
  };
}
