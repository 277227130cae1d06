/** What the grader found in one answer. */
export interface Graded {
  readonly question: string;
  readonly concepts: readonly GradedConcept[];
  readonly misconceptions: readonly FoundMisconception[];
  /** Points of the concepts that are covered less the penalties, never below zero. */
  readonly marks: number;
  readonly of: number;
  /** Why parts of the answer, or all of it, earned nothing. */
  readonly gates: readonly Gate[];
  /** From 0 to 1: how sure the grader is of the marks. */
  readonly confidence: number;
  /** Why a human should look at it; empty where nobody needs to. */
  readonly review: readonly string[];
  readonly words: number;
  readonly rubric: { readonly version: number; readonly digest: string };
}

export interface GradedConcept {
  readonly id: string;
  readonly points: number;
  readonly verdict: 'covered' | 'missing' | 'contradicted';
  /** The writer's own sentence that decided it. */
  readonly quote: string | null;
  readonly by: Evidence | null;
}

/** What found it: a wording of the rubric, or the model that was learned from examples, with its score. */
export type Evidence =
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'model'; readonly score: number };

export interface FoundMisconception {
  readonly id: string;
  readonly penalty: number;
  readonly quote: string;
  readonly by: Evidence;
}

export interface Gate {
  readonly kind: GateKind;
  /** `all` of the answer, or the sentence that it is about. */
  readonly about: 'all' | { readonly sentence: string };
  readonly reason: string;
}

export type GateKind =
  | 'too-short'
  | 'too-long'
  | 'copied-question'
  | 'copied-example'
  | 'word-pile'
  | 'shuffled'
  | 'denials'
  | 'to-the-grader'
  | 'other-question';
