import type { NewJob } from './decode.ts';
import type { JobState } from './transition.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error';
export type Log = (level: Level, message: string, fields?: object) => void;

export type Handler = (
  payload: unknown,
  context: Readonly<{ signal: AbortSignal; attempt: number; jobId: string }>,
) => unknown;
export type Handlers = ReadonlyMap<string, Handler>;

/** The database does not answer, or not now. Nobody knows what has become of what it was told. */
export class Away extends Error {
  override readonly name = 'Away';
}

/** A job as JSON, the way it is shown. */
export type Document = string;

export type Query = Readonly<{
  state: string | null;
  type: string | null;
  limit: number;
  after: Readonly<{ micros: string; id: string }> | null;
}>;

export type Depth = Readonly<Record<'queued' | 'running' | 'retrying' | 'dead', number>>;

/** For those who send jobs. */
export type Jobs = Readonly<{
  /** The id of the job with this key, or of a new one; null where the key stands for another body. */
  enqueue(
    job: NewJob,
    key: Readonly<{ key: string; body: string }> | null,
  ): Promise<Readonly<{ id: string; isNew: boolean }> | null>;
  show(id: string): Promise<Document | undefined>;
  list(query: Query): Promise<Readonly<{ items: readonly Document[]; next: Query['after'] }>>;
  cancel(id: string): Promise<Readonly<{ state: JobState['state']; changed: boolean }> | undefined>;
  requeue(id: string): Promise<boolean>;
  bury(id: string): Promise<boolean>;
  depth(): Promise<Depth>;
}>;

export type Attempt = Readonly<{ id: string; attemptNo: number }>;
export type Claimed = Attempt & Readonly<{ type: string; payload: unknown; counted: number }>;

/** How an attempt has ended, for those who ran it. */
export type Ending =
  | Readonly<{ kind: 'succeeded'; result: string }>
  | Readonly<{ kind: 'failed'; name: string; message: string; permanent: boolean; delayMs: number }>
  | Readonly<{ kind: 'released' }>;

/** How it was recorded; null where somebody else has the job by now. */
export type Recorded = Readonly<{
  outcome: 'succeeded' | 'failed' | 'released' | 'cancelled';
  dead: boolean;
}> | null;

/** For those who do jobs. */
export type Work = Readonly<{
  /** `lost` is the type of the job where the claim has ended an attempt of somebody who is gone. */
  claim(types: readonly string[], claim: string): Promise<Readonly<{ job?: Claimed; lost?: string }>>;
  /** Undoes a claim, if there was one. */
  unclaim(claim: string): Promise<Readonly<{ lost?: string }>>;
  /** Ends the attempts of those who are gone, where nobody is to try again. */
  buryLost(): Promise<readonly Readonly<{ type: string; dead: boolean }>[]>;
  /** Those that are still ours, with what is wished of them. */
  renew(attempts: readonly Attempt[]): Promise<readonly (Attempt & Readonly<{ cancelRequested: boolean }>)[]>;
  /** May be said again. Rejects with Away also while somebody has the row locked. */
  finish(attempt: Attempt, ending: Ending): Promise<Recorded>;
}>;
