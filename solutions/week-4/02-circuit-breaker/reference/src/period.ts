/**
 * One stay of the breaker in a state, with what is counted during it. Each change of state makes a new object, so an
 * object is the identity of its period: a call that holds another one than the present belongs to the past, whatever the
 * two are called.
 */
export type Period = ClosedPeriod | OpenPeriod | HalfOpenPeriod;

/** The periods that calls can begin in. */
export type RunningPeriod = ClosedPeriod | HalfOpenPeriod;

export interface ClosedPeriod {
  readonly state: 'closed';
  readonly openedAt: null;
  consecutiveFailures: number;
}

export interface OpenPeriod {
  readonly state: 'open';
  readonly openedAt: number;
  /** As it was when the closed period ended. */
  readonly consecutiveFailures: number;
}

export interface HalfOpenPeriod {
  readonly state: 'half-open';
  readonly openedAt: number;
  readonly consecutiveFailures: number;
  /** Probes that have not settled. */
  probes: number;
  successes: number;
}
