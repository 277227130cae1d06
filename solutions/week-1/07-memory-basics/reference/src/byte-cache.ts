export interface ByteCache {
  get(key: string): string | undefined;
  has(key: string): boolean;
  set(key: string, value: string): boolean;
  delete(key: string): boolean;
  readonly bytes: number;
  readonly size: number;
}

/** Texts by their keys, at most `maxBytes` of UTF-8; what was used longest ago goes first. */
export function createByteCache({ maxBytes }: { maxBytes: number }): ByteCache {
  // A Map iterates in the order of insertion: its first entry is the one that was used longest ago.
  const entries = new Map<string, string>();
  let bytes = 0;

  function take(key: string): string | undefined {
    const value = entries.get(key);
    if (value === undefined) return undefined;
    entries.delete(key);
    bytes -= cost(key, value);
    return value;
  }

  function put(key: string, value: string): void {
    entries.set(key, value);
    bytes += cost(key, value);
  }

  return {
    get(key) {
      const value = take(key);
      if (value !== undefined) put(key, value);
      return value;
    },
    has: (key) => entries.has(key),
    set(key, value) {
      take(key);
      if (cost(key, value) > maxBytes) return false;
      put(key, value);
      for (const oldest of entries.keys()) {
        if (bytes <= maxBytes) break;
        take(oldest);
      }
      return true;
    },
    delete: (key) => take(key) !== undefined,
    get bytes() {
      return bytes;
    },
    get size() {
      return entries.size;
    },
  };
}

function cost(key: string, value: string): number {
  return Buffer.byteLength(key) + Buffer.byteLength(value);
}
