export interface JobContext {
  /** Aborts when the job is cancelled, when the worker stops, and when the attempt is not its own any more. */
  readonly signal: AbortSignal;
  readonly attempt: number;
  readonly jobId: string;
}

export type Handler = (payload: unknown, context: JobContext) => unknown;

export type Handlers = ReadonlyMap<string, Handler>;
