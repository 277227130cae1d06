export interface Entity {
  readonly id: string;
}

export interface Repository<T extends Entity> {
  save(entity: T): void;
  get(id: string): T | null;
  list(): readonly T[];
}

export function createRepository<T extends Entity>(): Repository<T> {
  const byId = new Map<string, T>();
  const mine = new WeakSet<object>();

  function take(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || mine.has(value)) return value;
    let copy: object;
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const item of value) items.push(take(item));
      copy = items;
    } else if (Object.getPrototypeOf(value) === Object.prototype) {
      const members: Record<string, unknown> = {};
      for (const [name, member] of Object.entries(value)) members[name] = take(member);
      copy = members;
    } else return value;
    mine.add(Object.freeze(copy));
    return copy;
  }

  return {
    save: (entity) => void byId.set(entity.id, take(entity) as T),
    get: (id) => byId.get(id) ?? null,
    list: () => Object.freeze([...byId.values()]),
  };
}
