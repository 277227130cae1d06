import type { End, JobFields, Outcome } from './job.ts';

/** Fields first, as pino has it. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The database could not be asked; what it was asked for has happened or not. */
export class StoreAway extends Error {
  override readonly name = 'StoreAway';
}

export interface JobContext {
  readonly signal: AbortSignal;
  readonly attempt: number;
  readonly jobId: string;
}

export type Handler = (payload: unknown, context: JobContext) => unknown;

export interface Handlers {
  readonly types: readonly string[];
  has(type: string): boolean;
  get(type: string): Handler | undefined;
}

export interface NewJob {
  readonly type: string;
  readonly payload: unknown;
  readonly priority: number;
  readonly maxAttempts: number;
  readonly runAt: Date | null;
}

export interface ListQuery {
  readonly state: string | undefined;
  readonly type: string | undefined;
  readonly limit: number;
  readonly before: { readonly seq: string; readonly id: string } | undefined;
}

export type Enqueued = { readonly job: JobFields; readonly isNew: boolean } | 'other body';
export type Depth = Readonly<Record<'queued' | 'running' | 'retrying' | 'dead', number>>;

export interface JobRepository {
  add(job: NewJob, key: string | undefined, request: unknown): Promise<Enqueued>;
  get(id: string): Promise<JobFields | undefined>;
  list(query: ListQuery): Promise<readonly JobFields[]>;
  /** `ended` where it was too late. */
  cancel(id: string): Promise<{ readonly job: JobFields; readonly ended: boolean } | undefined>;
  requeue(id: string): Promise<JobFields | undefined>;
  bury(id: string): Promise<boolean>;
  depth(): Promise<Depth>;
}

export interface Ticket {
  readonly jobId: string;
  readonly attempt: number;
}

export interface Claimed extends Ticket {
  readonly type: string;
  readonly payload: unknown;
  readonly counted: number;
}

/** An attempt of somebody who is gone. */
export interface Lost {
  readonly type: string;
  readonly died: boolean;
}

export interface Batch {
  readonly claimed: readonly Claimed[];
  readonly lost: readonly Lost[];
  /** Whether there may be more. */
  readonly isFull: boolean;
}

export type Settled =
  | { readonly kind: 'recorded'; readonly outcome: Outcome; readonly died: boolean }
  | { readonly kind: 'refused' }
  | { readonly kind: 'busy' };

export interface Ended extends Ticket {
  readonly end: End;
}

export interface WorkRepository {
  claim(types: readonly string[], slots: number): Promise<Batch>;
  /** After a claim that failed: gives back what is ours and not among `known`, and tells what it found lost. */
  recover(known: readonly Ticket[]): Promise<readonly Lost[]>;
  renew(tickets: readonly Ticket[]): Promise<readonly ('ours' | 'to be cancelled' | 'gone')[]>;
  end(ended: readonly Ended[]): Promise<readonly Settled[]>;
}

/** Hears of what was recorded. */
export interface Meter {
  begin(): void;
  finish(): void;
  ended(type: string, outcome: Outcome, seconds: number | undefined): void;
  died(type: string): void;
}
