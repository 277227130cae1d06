import { CircuitOpenError } from './errors.ts';
import { guard } from './guard.ts';
import { Hub } from './hub.ts';
import { Tally } from './tally.ts';
import { Ticket } from './ticket.ts';
import type { CircuitBreaker, CircuitBreakerOptions, State, StateChange } from './types.ts';

interface Settings extends CircuitBreakerOptions {
  readonly halfOpenMaxCalls: number;
  readonly successThreshold: number;
  readonly isFailure: (error: unknown) => boolean;
}

type Result = 'success' | 'failure' | 'timeout';

export class Breaker implements CircuitBreaker {
  readonly #options: Settings;
  readonly #hub = new Hub();
  readonly #tally = new Tally();
  #state: State = 'closed';
  /** The tickets of the present period that are out; a ticket that is not among them is of the past. */
  #tickets = new Set<Ticket>();
  #wins = 0;

  /** What a result of the present period leads to, by state. Only totals change while open: nobody begins there. */
  readonly #transitions: Readonly<Record<State, Readonly<Record<Result, () => void>>>> = {
    closed: {
      success: () => {
        this.#tally.consecutiveFailures = 0;
      },
      failure: () => this.#lose('failure'),
      timeout: () => this.#lose('timeout'),
    },
    open: { success: () => {}, failure: () => {}, timeout: () => {} },
    'half-open': {
      success: () => {
        this.#wins += 1;
        if (this.#wins >= this.#options.successThreshold) this.#close();
      },
      failure: () => this.#open('failure'),
      timeout: () => this.#open('timeout'),
    },
  };

  constructor(options: CircuitBreakerOptions) {
    const { halfOpenMaxCalls = 1, successThreshold = 1, isFailure = () => true, callTimeoutMs } = options;
    this.#options = { ...options, halfOpenMaxCalls, successThreshold, isFailure, callTimeoutMs };
    guard(this.#options);
  }

  get state(): State {
    return this.#state;
  }

  get stats(): Tally {
    return { ...this.#tally };
  }

  onStateChange(listener: (change: StateChange) => void): Disposable {
    return this.#hub.add(listener);
  }

  async execute<T>(
    f: (signal: AbortSignal) => T | PromiseLike<T>,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    if (signal?.aborted) throw signal.reason;
    const ticket = this.#admit();
    const { clock, callTimeoutMs } = this.#options;
    let result: Result | null = 'success';
    try {
      return await ticket.run(f, { clock, callTimeoutMs, signal });
    } catch (error) {
      result = this.#resultOf(ticket, error);
      throw error;
    } finally {
      this.#return(ticket, result);
    }
  }

  #admit(): Ticket {
    const ticket = new Ticket();
    if (this.#state === 'open') {
      const wait = Number(this.#tally.openedAt) + this.#options.resetTimeoutMs - this.#options.clock.now();
      if (wait > 0) this.#refuse(wait);
      this.#wins = 0;
      this.#enter('half-open', 'reset', ticket);
      return ticket;
    }
    if (this.#state === 'half-open' && this.#tickets.size >= this.#options.halfOpenMaxCalls) this.#refuse(0);
    this.#tickets.add(ticket);
    return ticket;
  }

  #refuse(retryAfterMs: number): never {
    this.#tally.rejected += 1;
    throw new CircuitOpenError(retryAfterMs);
  }

  /** Null for a call that says nothing. */
  #resultOf(ticket: Ticket, error: unknown): Result | null {
    if (ticket.ending === 'cancelled') return null;
    if (ticket.ending === 'timed-out') return 'timeout';
    try {
      return this.#options.isFailure(error) ? 'failure' : 'success';
    } catch {
      return 'failure';
    }
  }

  #return(ticket: Ticket, result: Result | null): void {
    const present = this.#tickets.delete(ticket);
    if (result === null) return;
    if (result === 'success') this.#tally.successes += 1;
    else this.#tally.failures += 1;
    if (result === 'timeout') this.#tally.timeouts += 1;
    if (present) this.#transitions[this.#state][result]();
  }

  #lose(reason: 'failure' | 'timeout'): void {
    this.#tally.consecutiveFailures += 1;
    if (this.#tally.consecutiveFailures === this.#options.failureThreshold) this.#open(reason);
  }

  #open(reason: 'failure' | 'timeout'): void {
    this.#tally.openedAt = this.#options.clock.now();
    this.#enter('open', reason);
  }

  #close(): void {
    this.#tally.openedAt = null;
    this.#tally.consecutiveFailures = 0;
    this.#enter('closed', 'success');
  }

  #enter(to: State, reason: StateChange['reason'], ...tickets: readonly Ticket[]): void {
    const from = this.#state;
    this.#state = to;
    this.#tickets = new Set(tickets);
    this.#hub.tell({ from, to, at: this.#options.clock.now(), reason });
  }
}
