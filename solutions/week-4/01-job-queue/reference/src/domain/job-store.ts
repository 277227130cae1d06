import type { Job, State } from './job.ts';
import type { NewJob } from './new-job.ts';

/** A key that makes a request repeatable, and what tells its body from others. */
export interface Idempotency {
  readonly key: string;
  readonly digest: Buffer;
}

export type Enqueued =
  | { readonly kind: 'made' | 'known'; readonly job: Job }
  /** The key was used for another body. */
  | { readonly kind: 'conflict' };

export type Cancelled =
  | { readonly kind: 'cancelled' | 'requested' | 'ended'; readonly job: Job }
  | { readonly kind: 'missing' };

export interface ListQuery {
  readonly state?: State;
  readonly type?: string;
  readonly limit: number;
  /** The place of the last job of the page before. */
  readonly after?: Place;
}

/** Where a job stands in the lists. */
export interface Place {
  readonly seq: string;
  readonly id: string;
}

export interface JobPage {
  readonly jobs: readonly Job[];
  /** Where the next page goes on; null on the last one. */
  readonly next: Place | null;
}

export type Depth = Readonly<Record<'queued' | 'running' | 'retrying' | 'dead', number>>;

/** What the API needs of a store. Everything rejects with StoreUnavailable where that is what is wrong. */
export interface JobStore {
  enqueue(job: NewJob, idempotency: Idempotency | undefined): Promise<Enqueued>;
  find(id: string): Promise<Job | undefined>;
  list(query: ListQuery): Promise<JobPage>;
  cancel(id: string): Promise<Cancelled>;
  /** Undefined where no such job is dead. */
  requeue(id: string): Promise<Job | undefined>;
  /** Resolves to whether there was such a dead job. */
  bury(id: string): Promise<boolean>;
  depth(): Promise<Depth>;
}
