/** What the pool says to a thread: call this function. */
export interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** What a thread says: first whether the module could be loaded, then an answer to each call. */
export type Report =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'not-loaded'; readonly thrown: unknown }
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly thrown: unknown };

/** What a thread is started with. */
export interface ThreadData {
  /** The URL of the module whose exports are the functions. */
  readonly module: string;
}
