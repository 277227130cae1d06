/** A value, or the fact that there is none. Look at `found` first. */
export type Found<T> = { readonly found: true; readonly value: T } | { readonly found: false };
