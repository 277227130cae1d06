import type { StateChange } from './types.ts';

type Listener = (change: StateChange) => void;

/** Tells changes to listeners, one change after the other. */
export class Hub {
  #listeners: readonly (readonly [Listener])[] = [];
  #backlog: StateChange[] = [];
  #busy = false;

  add(listener: Listener): Disposable {
    const entry = [listener] as const;
    this.#listeners = this.#listeners.concat([entry]);
    return {
      [Symbol.dispose]: () => {
        this.#listeners = this.#listeners.filter((each) => each !== entry);
      },
    };
  }

  tell(change: StateChange): void {
    this.#backlog.push(change);
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#backlog.shift(); next !== undefined; next = this.#backlog.shift()) this.#all(next);
    this.#busy = false;
  }

  #all(change: StateChange): void {
    for (const [listener] of this.#listeners) {
      try {
        listener(change);
      } catch {
        // Not ours to handle.
      }
    }
  }
}
