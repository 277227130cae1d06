export type Place = 'queued' | 'active' | 'completed' | 'failed' | 'timedOut' | 'cancelled';
export type Stats = Readonly<Record<Place, number>>;

/** Where each task stands: it comes in queued and is moved, so the sum is always the number of tasks that came. */
export function createTally() {
  const counts: Record<Place, number> = {
    queued: 0,
    active: 0,
    completed: 0,
    failed: 0,
    timedOut: 0,
    cancelled: 0,
  };
  return {
    get stats(): Stats {
      return { ...counts };
    },
    enter() {
      counts.queued += 1;
    },
    move(from: Place, to: Place) {
      counts[from] -= 1;
      counts[to] += 1;
    },
    get isIdle() {
      return counts.queued + counts.active === 0;
    },
  };
}
