import { PoolClosedError, QueueFullError } from './errors.ts';
import { Line } from './line.ts';
import { type Fate, Ticket } from './ticket.ts';
import { assertDelay, assertSignal } from './validate.ts';

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface CloseOptions {
  readonly mode?: 'drain' | 'abort' | undefined;
}

export type Stats = Readonly<Record<'active' | 'queued' | Fate, number>>;

/**
 * Workers that take tickets from a line, as goroutines take jobs from a channel. A worker is a loop: it is hired when a
 * ticket comes and there are fewer than allowed, and goes home when the line is empty.
 */
export class Crew {
  readonly #line = new Line();
  readonly #playing = new Set<Ticket>();
  readonly #counts: Record<Fate, number> = { completed: 0, failed: 0, timedOut: 0, cancelled: 0 };
  readonly #limits: {
    readonly workers: number;
    readonly line: number;
    readonly defaultMs: number | undefined;
  };
  readonly #master: AbortSignal | undefined;
  #workers = 0;
  #isShut = false;
  #idlers: (() => void)[] = [];

  constructor(
    limits: { readonly workers: number; readonly line: number; readonly defaultMs: number | undefined },
    master?: AbortSignal,
  ) {
    this.#limits = limits;
    this.#master = master;
    master?.addEventListener('abort', this.#onMaster);
  }

  get stats(): Stats {
    return { active: this.#playing.size, queued: this.#line.length, ...this.#counts };
  }

  async admit(
    task: (signal: AbortSignal, ticket: Ticket) => unknown,
    options: RunOptions = {},
    isPatient = false,
  ): Promise<unknown> {
    assertSignal(options.signal);
    assertDelay(options.timeoutMs, 'timeoutMs');
    if (this.#isShut) throw new PoolClosedError('no more tasks are taken');
    this.#master?.throwIfAborted();
    options.signal?.throwIfAborted();
    // A worker that was hired has not always taken its ticket yet.
    const room = this.#limits.workers - this.#playing.size;
    if (!isPatient && this.#line.length >= room + this.#limits.line)
      throw new QueueFullError('the line is full');
    const ticket = new Ticket(
      task,
      options.signal,
      options.timeoutMs ?? this.#limits.defaultMs,
      this.#onLeave,
    );
    this.#line.join(ticket);
    if (this.#workers < this.#limits.workers) void this.#work();
    return ticket.promise;
  }

  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idlers.push(resolve);
      this.#noteIdle();
    });
  }

  async close(options: CloseOptions = {}): Promise<void> {
    this.#isShut = true;
    if (options.mode === 'abort') this.#tearUpAll(new PoolClosedError('closed while it was under way'));
    await this.idle();
    this.#master?.removeEventListener('abort', this.#onMaster);
  }

  readonly #onMaster = (): void => this.#tearUpAll(this.#master?.reason);

  readonly #onLeave = (ticket: Ticket): void => {
    if (ticket.hasStarted) return;
    this.#counts.cancelled += 1;
    this.#line.left();
    this.#noteIdle();
  };

  async #work(): Promise<void> {
    this.#workers += 1;
    for (let ticket = this.#line.next(); ticket !== undefined; ticket = this.#line.next()) {
      const current = ticket;
      this.#playing.add(current);
      await current.play((fate) => {
        this.#playing.delete(current);
        this.#counts[fate] += 1;
      });
    }
    this.#workers -= 1;
    this.#noteIdle();
  }

  #noteIdle(): void {
    if (this.#playing.size > 0 || this.#line.length > 0) return;
    for (const wake of this.#idlers.splice(0)) wake();
  }

  #tearUpAll(reason: unknown): void {
    for (const ticket of [...this.#line.all(), ...this.#playing]) ticket.tearUp('cancelled', reason);
  }
}
