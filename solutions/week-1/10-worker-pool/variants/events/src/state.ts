/** Where a job is. Each state carries what is true only then. */
export type State =
  | { readonly at: 'waiting' }
  | { readonly at: 'running'; readonly control: AbortController }
  /** Its caller has had an answer; the function goes on. */
  | { readonly at: 'running-on'; readonly as: 'timedOut' | 'cancelled' }
  | { readonly at: 'over'; readonly as: End };

export type End = 'completed' | 'failed' | 'timedOut' | 'cancelled';

export interface Job {
  state: State;
  readonly work: (signal: AbortSignal, startClock: () => void) => unknown;
  readonly limitMs: number | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  /** Takes off whatever was put on for this job. */
  release: () => void;
}
