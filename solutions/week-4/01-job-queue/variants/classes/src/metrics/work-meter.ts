import type { Outcome } from '../domain/job.ts';
import type { Meter } from '../domain/ports.ts';
import { Counter, Gauge, Histogram, type Registry } from './registry.ts';

export class WorkMeter implements Meter {
  readonly #completed: Counter;
  readonly #failed: Counter;
  readonly #dead: Counter;
  readonly #inFlight: Gauge;
  readonly #seconds: Histogram;
  #running = 0;

  constructor(registry: Registry) {
    this.#completed = registry.add(new Counter('jobs_completed_total', 'Jobs completed by this process'));
    this.#failed = registry.add(
      new Counter('jobs_failed_total', 'Failed and lost attempts, as recorded by this process'),
    );
    this.#dead = registry.add(new Counter('jobs_dead_total', 'Jobs given up by this process'));
    this.#inFlight = registry.add(new Gauge('jobs_in_flight', 'Handlers that run now'));
    this.#seconds = registry.add(
      new Histogram('job_duration_seconds', 'Duration of handlers', [0.002, 0.02, 0.2, 2, 20, 200]),
    );
    this.#inFlight.set(0);
  }

  begin(): void {
    this.#inFlight.set(++this.#running);
  }

  finish(): void {
    this.#inFlight.set(--this.#running);
  }

  ended(type: string, outcome: Outcome, seconds: number | undefined): void {
    if (outcome === 'succeeded') this.#completed.count(type);
    if (outcome === 'failed' || outcome === 'lost') this.#failed.count(type);
    if (seconds !== undefined && outcome !== 'released') this.#seconds.observe(type, seconds);
  }

  died(type: string): void {
    this.#dead.count(type);
  }
}
