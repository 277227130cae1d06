import { type BackoffOptions, backoffDelay } from '../domain/backoff-delay.ts';
import type { End } from '../domain/job.ts';
import type { Claimed, Handler, Meter, Ticket } from '../domain/ports.ts';
import { Thrown } from './thrown.ts';

/** One attempt in the hands of this worker. */
export class Assignment implements Ticket {
  readonly jobId: string;
  readonly attempt: number;
  readonly #job: Claimed;
  readonly #aborter = new AbortController();
  readonly #releasing = Promise.withResolvers<End>();
  #isReleased = false;
  seconds: number | undefined;

  constructor(job: Claimed) {
    this.jobId = job.jobId;
    this.attempt = job.attempt;
    this.#job = job;
  }

  get type(): string {
    return this.#job.type;
  }

  abort(reason: string): void {
    this.#aborter.abort(new Error(reason));
  }

  /** Whatever the handler says from now on. */
  release(): void {
    this.#isReleased = true;
    this.abort('the worker ends');
  }

  /** The handler has had its moment to hear of it. */
  abandon(): void {
    this.#releasing.resolve({ type: 'release' });
  }

  async run(handler: Handler, meter: Meter, backoff: BackoffOptions): Promise<End> {
    const begin = performance.now();
    meter.begin();
    const end = await Promise.race([this.#call(handler, backoff), this.#releasing.promise]);
    meter.finish();
    this.seconds = (performance.now() - begin) / 1000;
    return this.#isReleased ? { type: 'release' } : end;
  }

  async #call(handler: Handler, backoff: BackoffOptions): Promise<End> {
    const { jobId, attempt, payload, counted } = this.#job;
    let result: unknown;
    try {
      result = await handler(payload, { signal: this.#aborter.signal, attempt, jobId });
    } catch (error) {
      const thrown = new Thrown(error);
      const pauseMs = backoffDelay(counted, backoff, Math.random);
      return { type: 'fail', error: thrown.describe(), permanent: thrown.isPermanent, pauseMs };
    }
    try {
      return { type: 'succeed', result: JSON.stringify(result) ?? 'null' };
    } catch (error) {
      return { type: 'fail', error: new Thrown(error).describe(), permanent: true, pauseMs: 0 };
    }
  }
}
