import type { Depth } from '../domain/job-store.ts';
import { Counter } from './counter.ts';
import { type Family, renderMetrics } from './exposition.ts';

export interface ApiMetrics {
  enqueued(type: string): void;
  render(): Promise<string>;
}

/** @param depth asks the database at each scrape: other processes change it, too */
export function createApiMetrics(depth: () => Promise<Depth>): ApiMetrics {
  const enqueued = new Counter('jobs_enqueued_total', 'Jobs that this process has made.');
  return {
    enqueued: (type) => enqueued.increment(type),
    async render() {
      // What this process has counted is true without a database as well.
      const now = await depth().catch(() => undefined);
      return renderMetrics([enqueued.family(), ...(now === undefined ? [] : [depthFamily(now)])]);
    },
  };
}

function depthFamily(depth: Depth): Family {
  return {
    name: 'jobs_queue_depth',
    help: 'Jobs in the database now, by state.',
    type: 'gauge',
    samples: Object.entries(depth).map(([state, value]) => ({ labels: { state }, value })),
  };
}
