// Taken before the learner's module is loaded.
const { setTimeout } = globalThis;
const { load, store, notify } = Atomics;

export interface SharedNumbers {
  /** The shared numbers of that name, as an argument for a thread. */
  buffer(name: string): SharedArrayBuffer;
  read(name: string): number[];
  set(name: string, index: number, value: number): void;
  /** Resolves when the number has reached the value, with true, or with false after the patience. */
  until(name: string, index: number, value: number, patienceMs: number): Promise<boolean>;
}

/** Numbers that the judge and functions in threads see at the same time: how they meet, and how they are held. */
export function createSharedNumbers(): SharedNumbers {
  const all = new Map<string, Int32Array<SharedArrayBuffer>>();
  const numbers = (name: string) => {
    const found = all.get(name) ?? new Int32Array(new SharedArrayBuffer(32));
    all.set(name, found);
    return found;
  };
  return {
    buffer: (name) => numbers(name).buffer,
    read: (name) => Array.from(numbers(name), (_, index) => load(numbers(name), index)),
    set(name, index, value) {
      store(numbers(name), index, value);
      notify(numbers(name), index);
    },
    async until(name, index, value, patienceMs) {
      const started = performance.now();
      while (load(numbers(name), index) < value) {
        if (performance.now() - started > patienceMs) return false;
        await new Promise<void>((resolve) => setTimeout(resolve, 2));
      }
      return true;
    },
  };
}
