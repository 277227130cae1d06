import type { WorkEvents } from '../domain/work-events.ts';
import { Counter } from './counter.ts';
import { renderMetrics } from './exposition.ts';
import { Histogram } from './histogram.ts';

const seconds = Object.freeze([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]);

export interface WorkerMetrics {
  readonly events: WorkEvents;
  render(): string;
}

/** What a worker has done since it started. It is told only what was recorded, so it never says more than the database. */
export function createWorkerMetrics(): WorkerMetrics {
  const completed = new Counter('jobs_completed_total', 'Jobs that this process has completed.');
  const failed = new Counter(
    'jobs_failed_total',
    'Attempts whose failure or loss this process has recorded.',
  );
  const dead = new Counter('jobs_dead_total', 'Jobs that this process has given up.');
  const durations = new Histogram('job_duration_seconds', 'How long handlers took.', seconds);
  let inFlight = 0;
  return {
    events: {
      handlerStarted: () => {
        inFlight += 1;
      },
      handlerEnded: () => {
        inFlight -= 1;
      },
      attemptEnded({ type, outcome, seconds }) {
        if (outcome === 'succeeded') completed.increment(type);
        if (outcome === 'failed' || outcome === 'lost') failed.increment(type);
        if (outcome !== 'released' && seconds !== undefined) durations.observe(type, seconds);
      },
      jobDied: (type) => dead.increment(type),
    },
    render: () =>
      renderMetrics([
        completed.family(),
        failed.family(),
        dead.family(),
        {
          name: 'jobs_in_flight',
          help: 'Handlers that run in this process now.',
          type: 'gauge',
          samples: [{ value: inFlight }],
        },
        durations.family(),
      ]),
  };
}
