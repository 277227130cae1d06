/**
 * What a failed requirement tells the learner. Plain data: it crosses process boundaries, is written to the record as it
 * comes, and every report is drawn from it. Texts that came out of a submission are kept as they were, except that they
 * are cut to an excerpt; whoever shows them strips control sequences.
 */
export interface Observation {
  /** What was promised: the requirement's sentence, or the part of it that broke. */
  readonly promise: string;
  /** What the judge did, in order, in a form that can be replayed by hand. */
  readonly did: readonly Step[];
  readonly expected: string;
  readonly saw: string;
  /** What to look at next: one sentence that leads to the cause without giving the solution. */
  readonly look: string;
  /** Places in the learner's own source, for requirements that are judged from it. */
  readonly places: readonly Place[];
  readonly trace: readonly TraceEvent[];
  /** What the trace was to stay within, where the promise is about how many at once. */
  readonly bound?: TraceBound;
  readonly limits: readonly LimitHit[];
}

export interface Place {
  /** Relative to the submission, with forward slashes. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column?: number;
  readonly text: string;
}

export type Step =
  | {
      readonly kind: 'run';
      /** The program as the learner would call it, for example `task`; then its arguments. */
      readonly program: string;
      readonly args: readonly string[];
      /** Only what differs from the box's clean environment. */
      readonly env: Readonly<Record<string, string>>;
      readonly stdin: Excerpt | null;
      readonly ending: Ending;
      readonly stdout: Excerpt;
      readonly stderr: Excerpt;
      readonly wallMs: number;
    }
  | {
      readonly kind: 'request';
      /** Which service was asked, where there are several. */
      readonly to?: string;
      readonly method: string;
      /** The request target as it was sent, for example `/tasks?limit=2`. */
      readonly target: string;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly body: Excerpt | null;
      readonly answer: Answer;
    }
  | { readonly kind: 'file'; readonly action: string; readonly path: string; readonly text: Excerpt | null }
  | { readonly kind: 'call'; readonly method: string; readonly params: string; readonly result: string }
  | { readonly kind: 'signal'; readonly signal: string; readonly when: string }
  | { readonly kind: 'note'; readonly text: string };

/** What came back for a request. */
export type Answer =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly body: Excerpt;
    }
  /** In words: `the connection was reset`. */
  | { readonly kind: 'none'; readonly why: string };

/** The beginning (and end) of a text, with the length of the whole. */
export interface Excerpt {
  readonly text: string;
  readonly bytes: number;
  readonly cut: boolean;
}

export type Ending =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'killed'; readonly why: LimitHit }
  | { readonly kind: 'running' };

export interface LimitHit {
  readonly limit: 'wall' | 'cpu' | 'memory' | 'processes' | 'output' | 'file-size' | 'open-files';
  /** The figure with its unit, for example `30 s` or `1 MiB of stdout`. */
  readonly figure: string;
}

export interface TraceEvent {
  /** Milliseconds since the scenario, or the part of it that failed, began, by the judge's clock. */
  readonly atMs: number;
  /** Who it happened to: a task, a worker, a program, the judge. */
  readonly lane: string;
  readonly event: string;
  /** `begin` opens an interval in its lane and `end` closes it; without it the event is a moment. */
  readonly phase?: 'begin' | 'end';
  readonly broken?: boolean;
}

/** Never more than `limit` at once, counted over the intervals of a trace. */
export interface TraceBound {
  /** What is counted, in the plural: `tasks`. */
  readonly what: string;
  readonly limit: number;
  /** The lanes whose intervals count; all where it is left out. */
  readonly lanes?: readonly string[];
}
