/** A job in the hands of a worker. */
export interface Taken {
  id: string;
  type: string;
  payload: unknown;
  attempt: number;
  counted: number;
}

export interface Said {
  kind: 'succeeded' | 'failed' | 'released';
  /** JSON. */
  result?: string;
  error?: { name: string; message: string };
  permanent?: boolean;
  delayMs?: number;
}

/** `fenced`: the attempt is over for others already. */
export type Heard = { outcome: string; state: string } | 'fenced';

export interface Work {
  take(
    types: readonly string[],
    limit: number,
  ): Promise<{ taken: Taken[]; lost: { type: string; state: string }[] }>;
  /** The jobs that are still ours, and whether they are to be cancelled. */
  renew(jobs: readonly Taken[]): Promise<Map<string, { cancel: boolean }>>;
  say(job: Taken, said: Said): Promise<Heard>;
}

export interface Context {
  signal: AbortSignal;
  attempt: number;
  jobId: string;
}

export type Handler = (payload: unknown, context: Context) => unknown;
