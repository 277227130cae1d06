import type { Report } from '../../../report/schema.ts';
import type { Seen } from './watch.ts';

/** What came of a submission, as far as it can be known from outside. */
export interface Judged {
  /** How the judge ended. */
  readonly ending:
    | { readonly kind: 'report'; readonly report: Report }
    /** With an error of the submission's that it names, before anything was run. */
    | { readonly kind: 'refused'; readonly why: string }
    | { readonly kind: 'broken'; readonly why: string };
  /** Everything that came out of it, in whatever form. */
  readonly texts: readonly string[];
  /** The forms that people look at. */
  readonly shown: readonly string[];
  /** What the two runs of the submission said. */
  readonly said: readonly [string, string];
  /** A requirement passed that nobody can keep. */
  readonly unearned: boolean;
  readonly seen: Seen;
  /** Processes that were still there a second after it ended. */
  readonly survivors: number;
  readonly durationMs: number;
}
