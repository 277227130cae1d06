export type Reader = { read: () => Promise<Uint8Array | null> };
export type Writer = { write: (bytes: Uint8Array) => PromiseLike<unknown> };
