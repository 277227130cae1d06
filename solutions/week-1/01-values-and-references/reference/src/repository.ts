import { own } from './own.ts';

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

/** Holds nothing that anybody else can change, and may hand out its own for that reason. */
export function createRepository<T extends Entity>(): Repository<T> {
  const entities = new Map<string, T>();
  return {
    save(entity) {
      entities.set(entity.id, own(entity));
    },
    get: (id) => entities.get(id) ?? null,
    list: () => [...entities.values()],
  };
}
