import { addAbortListener } from 'node:events';
import type { Versioned } from '../domain/change.ts';

export interface Flight {
  readonly record: Promise<Versioned | null>;
  /** Resolves, always, when the cache has the record, or will not get it. */
  readonly filled: Promise<void>;
}

interface Shared extends Flight {
  waiting: number;
  readonly controller: AbortController;
}

/**
 * Reads that are under way, so that two hundred who miss at once read once. A flight goes by its lease: who got the same
 * one may join, since no write came in between, and whoever comes after a write has another.
 */
export class Flights {
  readonly #running = new Map<string, Shared>();

  /**
   * Resolves to what `depart` reads, which is called only if nobody reads by that lease already. A reader that leaves
   * harms nobody: the read's own signal aborts when the last one has left.
   */
  async board<T>(
    lease: string,
    signal: AbortSignal,
    depart: (signal: AbortSignal) => Flight,
    use: (flight: Flight) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const flight = this.#running.get(lease) ?? this.#depart(lease, depart);
    const { promise: left, reject } = Promise.withResolvers<never>();
    using _listener = addAbortListener(signal, () => reject(signal.reason));
    flight.waiting += 1;
    try {
      return await Promise.race([use(flight), left]);
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) this.#end(lease, flight);
    }
  }

  #depart(lease: string, depart: (signal: AbortSignal) => Flight): Shared {
    const controller = new AbortController();
    const flight: Shared = { ...depart(controller.signal), waiting: 0, controller };
    this.#running.set(lease, flight);
    return flight;
  }

  #end(lease: string, { controller }: Shared): void {
    this.#running.delete(lease);
    controller.abort(new Error('nobody waits for this read any more'));
  }
}
