/** What may be said of any value in JSON: which one of the driver's it is, or what it is like. */
export type Told =
  /** The very value that the driver had made and labelled. */
  | { readonly is: 'known'; readonly label: string }
  | { readonly is: 'plain'; readonly type: string; readonly text: string }
  | { readonly is: 'error'; readonly name: string; readonly message: string };

export interface Teller {
  /** From now on this object is told by the label. */
  know<T extends object>(thing: T, label: string): T;
  tell(thing: unknown): Told;
}

export function createTeller(): Teller {
  const labels = new WeakMap<object, string>();
  return {
    know(thing, label) {
      labels.set(thing, label);
      return thing;
    },
    tell(thing) {
      if (!isObject(thing)) return { is: 'plain', type: typeof thing, text: String(thing) };
      const label = labels.get(thing);
      if (label !== undefined) return { is: 'known', label };
      try {
        const { name, message } = thing as { name?: unknown; message?: unknown };
        if (thing instanceof Error || message !== undefined)
          return { is: 'error', name: String(name), message: String(message) };
        return { is: 'plain', type: 'object', text: String(JSON.stringify(thing)) };
      } catch {
        return { is: 'plain', type: 'object', text: 'an object that cannot be read' };
      }
    },
  };
}

function isObject(thing: unknown): thing is object {
  return (typeof thing === 'object' && thing !== null) || typeof thing === 'function';
}
