export interface Entity {
  readonly id: string;
}

export interface Repository<T extends Entity> {
  /** Stores it, in the place of what had the same id. */
  save(entity: T): void;
  get(id: string): T | null;
  /** All of them, in the order in which their ids were first saved. */
  list(): readonly T[];
}

export function createRepository<T extends Entity>(): Repository<T> {
  const entities = new Map<string, T>();
  return {
    save(entity) {
      // A copy, so that nobody outside can change what is stored.
      entities.set(entity.id, { ...entity });
    },
    get: (id) => entities.get(id) ?? null,
    list: () => [...entities.values()],
  };
}
