import { TaskTimeoutError } from './errors.ts';

export type Fate = 'completed' | 'failed' | 'timedOut' | 'cancelled';

/** One accepted task. It knows its caller; the pool knows when it may be played. */
export class Ticket {
  readonly promise: Promise<unknown>;
  readonly #task: (signal: AbortSignal, ticket: Ticket) => unknown;
  readonly #caller: AbortSignal | undefined;
  readonly #limitMs: number | undefined;
  readonly #leave: (ticket: Ticket) => void;
  readonly #settle: PromiseWithResolvers<unknown>;
  #controller: AbortController | undefined;
  #timeout: NodeJS.Timeout | undefined;
  #tornUpAs: Fate | undefined;

  constructor(
    task: (signal: AbortSignal, ticket: Ticket) => unknown,
    caller: AbortSignal | undefined,
    limitMs: number | undefined,
    leave: (ticket: Ticket) => void,
  ) {
    this.#task = task;
    this.#caller = caller;
    this.#limitMs = limitMs;
    this.#leave = leave;
    this.#settle = Promise.withResolvers();
    this.promise = this.#settle.promise;
    caller?.addEventListener('abort', this.#onAbort);
  }

  get isTornUp(): boolean {
    return this.#tornUpAs !== undefined;
  }

  get hasStarted(): boolean {
    return this.#controller !== undefined;
  }

  startClock(): void {
    if (this.#limitMs === undefined || this.isTornUp) return;
    this.#timeout = setTimeout(() => {
      this.tearUp('timedOut', new TaskTimeoutError(`the time limit of ${this.#limitMs} ms is over`));
    }, this.#limitMs);
  }

  tearUp(fate: Fate, reason: unknown): void {
    if (this.isTornUp) return;
    this.#tornUpAs = fate;
    this.#unlink();
    this.#settle.reject(reason);
    this.#controller?.abort(reason);
    this.#leave(this);
  }

  /** Runs the function until it has settled. `count` is told its fate before the caller is. */
  async play(count: (fate: Fate) => void): Promise<void> {
    this.#controller = new AbortController();
    let tell: () => void;
    let fate: Fate;
    try {
      const value = await this.#task(this.#controller.signal, this);
      fate = 'completed';
      tell = () => this.#settle.resolve(value);
    } catch (error) {
      fate = 'failed';
      tell = () => this.#settle.reject(asError(error));
    }
    count(this.#tornUpAs ?? fate);
    this.#tornUpAs ??= fate;
    this.#unlink();
    tell();
  }

  readonly #onAbort = (): void => this.tearUp('cancelled', this.#caller?.reason);

  #unlink(): void {
    clearTimeout(this.#timeout);
    this.#caller?.removeEventListener('abort', this.#onAbort);
  }
}

function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  const error = new Error('something that is no error was thrown');
  error.cause = thrown;
  return error;
}
