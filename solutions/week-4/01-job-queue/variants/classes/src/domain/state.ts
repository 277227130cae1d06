export interface JobState {
  readonly state: 'queued' | 'running' | 'succeeded' | 'retrying' | 'dead' | 'cancelled';
  readonly attempt: number;
  readonly counted: number;
  readonly maxAttempts: number;
  readonly cancelRequested: boolean;
}

export type JobEvent =
  | { readonly type: 'claim' | 'cancel' | 'requeue' }
  | { readonly type: 'succeed' | 'release' | 'expire'; readonly attempt: number }
  | { readonly type: 'fail'; readonly attempt: number; readonly permanent: boolean };
