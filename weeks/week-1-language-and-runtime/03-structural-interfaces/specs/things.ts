/** A reader of these pieces. */
export function readerOf(...texts: readonly string[]) {
  const left = texts.map((text) => Buffer.from(text));
  return { read: async (): Promise<Uint8Array | null> => left.shift() ?? null };
}

/** A writer that keeps what it is given. */
export function writerTo(written: string[]) {
  return { write: async (bytes: Uint8Array): Promise<number> => written.push(textOf(bytes)) };
}

/** A writer that notes when it is given something, and, a turn of the event loop later, that it has taken it. */
export function slowWriter(log: string[]) {
  return {
    async write(bytes: Uint8Array): Promise<void> {
      log.push(`write ${textOf(bytes)}`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push('taken');
    },
  };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
