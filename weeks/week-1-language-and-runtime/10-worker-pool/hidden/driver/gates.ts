export interface Gates {
  /** Opening a gate twice changes nothing. */
  open(name: string, value: unknown): void;
  wait(name: string): Promise<unknown>;
}

/** Gates of the driver's own: several can be opened in one go, between two turns of the event loop. */
export function createGates(): Gates {
  const gates = new Map<string, PromiseWithResolvers<unknown>>();
  const gate = (name: string) => {
    const found = gates.get(name) ?? Promise.withResolvers<unknown>();
    gates.set(name, found);
    return found;
  };
  return { open: (name, value) => gate(name).resolve(value), wait: (name) => gate(name).promise };
}
