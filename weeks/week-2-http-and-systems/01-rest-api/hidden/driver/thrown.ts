/** What the judge lets a store, a clock or a logger throw, by name. */
export type Thrown = 'error' | 'text' | 'undefined' | 'null' | 'symbol' | 'bare object';

export function makeThrown(kind: Thrown, message: string): unknown {
  switch (kind) {
    case 'error':
      return new Error(message);
    case 'text':
      return message;
    case 'undefined':
      return undefined;
    case 'null':
      return null;
    case 'symbol':
      return Symbol(message);
    case 'bare object':
      // Neither a message nor a way to become a text.
      return Object.create(null);
    default:
      return kind satisfies never;
  }
}
