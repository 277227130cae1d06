type Entry = { value: string; cost: number; usedAt: number };

export function createByteCache({ maxBytes }: { maxBytes: number }) {
  const entries = new Map<string, Entry>();
  let uses = 0;
  const total = () => entries.values().reduce((sum, { cost }) => sum + cost, 0);
  const longestUnused = () =>
    entries.entries().reduce((oldest, entry) => (entry[1].usedAt < oldest[1].usedAt ? entry : oldest))[0];

  return {
    get(key: string): string | undefined {
      const entry = entries.get(key);
      if (entry) entry.usedAt = ++uses;
      return entry?.value;
    },
    has: (key: string): boolean => entries.has(key),
    set(key: string, value: string): boolean {
      const cost = Buffer.from(key + value).length;
      entries.delete(key);
      if (cost > maxBytes) return false;
      entries.set(key, { value, cost, usedAt: ++uses });
      while (total() > maxBytes) entries.delete(longestUnused());
      return true;
    },
    delete: (key: string): boolean => entries.delete(key),
    get bytes(): number {
      return total();
    },
    get size(): number {
      return entries.size;
    },
  };
}
