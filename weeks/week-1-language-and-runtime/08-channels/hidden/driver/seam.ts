/** The seam as the exercise's page describes it; the driver meets the learner's module through it. */
export interface Seam {
  readonly Channel: new (capacity?: number) => Channel;
  select(cases: readonly object[], signal?: AbortSignal): Promise<unknown>;
  readonly ChannelClosedError?: unknown;
}

export interface Channel extends AsyncIterable<unknown> {
  send(value: unknown, signal?: AbortSignal): Promise<void>;
  receive(signal?: AbortSignal): Promise<unknown>;
  close(): void;
}
