/** One value of those that an error leads to. */
export class Layer {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  get cause(): Layer | null {
    const cause = this.#read('cause');
    return cause === undefined ? null : new Layer(cause);
  }

  get parts(): Layer[] {
    const errors = this.isA(AggregateError) ? this.#read('errors') : null;
    return Array.isArray(errors) ? errors.map((error) => new Layer(error)) : [];
  }

  /** The member if it is a text, otherwise null. */
  text(member: 'name' | 'code'): string | null {
    const text = this.#read(member);
    return typeof text === 'string' ? text : null;
  }

  isA(type: abstract new (...args: never[]) => Error): boolean {
    try {
      return this.value instanceof type;
    } catch {
      return false;
    }
  }

  #read(member: string): unknown {
    try {
      const { value } = this;
      if (value === null || typeof value !== 'object') return undefined;
      return Reflect.get(value, member);
    } catch {
      return undefined;
    }
  }
}
