import { isOfClass } from './lenses.ts';

export interface Entity {
  readonly id: string;
}

export interface Repository<T extends Entity> {
  save(entity: T): void;
  get(id: string): T | null;
  list(): readonly T[];
}

export function createRepository<T extends Entity>(): Repository<T> {
  return new Views<T>();
}

class Views<T extends Entity> implements Repository<T> {
  readonly #stored: { readonly id: string; value: object }[] = [];
  readonly #viewOf = new WeakMap<object, object>();
  readonly #behind = new WeakMap<object, object>();
  readonly #readOnly: ProxyHandler<object> = {
    get: (target, name) => this.#view(Reflect.get(target, name)),
    getOwnPropertyDescriptor: (target, name) => {
      const found = Reflect.getOwnPropertyDescriptor(target, name);
      return found && 'value' in found ? { ...found, value: this.#view(found.value) } : found;
    },
    set: () => false,
    deleteProperty: () => false,
    defineProperty: () => false,
    setPrototypeOf: () => false,
    preventExtensions: () => false,
  };

  save(entity: T): void {
    const value = this.#take(entity) as object;
    const known = this.#stored.find(({ id }) => id === entity.id);
    if (known === undefined) this.#stored.push({ id: entity.id, value });
    else known.value = value;
  }

  get(id: string): T | null {
    const known = this.#stored.find((each) => each.id === id);
    return known === undefined ? null : (this.#view(known.value) as T);
  }

  list(): readonly T[] {
    return this.#stored.map(({ value }) => this.#view(value) as T);
  }

  #view(value: unknown): unknown {
    if (!hasParts(value)) return value;
    const view = this.#viewOf.get(value) ?? new Proxy(value, this.#readOnly);
    this.#viewOf.set(value, view);
    this.#behind.set(view, value);
    return view;
  }

  #take(value: unknown): unknown {
    if (!hasParts(value)) return value;
    const behind = this.#behind.get(value);
    if (behind !== undefined) return behind;
    if (Array.isArray(value)) return Array.from(value, (item) => this.#take(item));
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.#take(member)]));
  }
}

function hasParts(value: unknown): value is object {
  return typeof value === 'object' && value !== null && (Array.isArray(value) || !isOfClass(value));
}
