import type { Selected } from './index.ts';

export type Offer<T> =
  | { kind: 'send'; request: Request<Selected<T>>; index: number; value: T }
  | { kind: 'receive'; request: Request<Selected<T>>; index: number };

/** One call, from its start to the first thing that ends it. */
export class Request<R> {
  isOver = false;
  readonly #cleanups: (() => void)[] = [];
  readonly #outcome = Promise.withResolvers<R>();

  run(signal: AbortSignal | undefined, start: () => void): Promise<R> {
    const { promise } = this.#outcome;
    if (signal === undefined) start();
    else if (signal.aborted) this.refuse(signal.reason);
    else {
      const abort = () => this.refuse(signal.reason);
      signal.addEventListener('abort', abort);
      this.onEnd(() => signal.removeEventListener('abort', abort));
      start();
    }
    return promise;
  }

  onEnd(cleanup: () => void): void {
    this.#cleanups.push(cleanup);
  }

  grant(result: R): void {
    this.#end();
    this.#outcome.resolve(result);
  }

  refuse(error: unknown): void {
    this.#end();
    this.#outcome.reject(error);
  }

  #end(): void {
    this.isOver = true;
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
  }
}
