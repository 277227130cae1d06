/** What a language model says of an answer. It moves no mark: where it differs, a human is asked. */
export type SecondOpinion =
  | {
      readonly kind: 'given';
      readonly model: string;
      readonly concepts: readonly ConceptOpinion[];
      readonly misconceptions: readonly MisconceptionOpinion[];
      /** What its verdicts would come to, added up here. */
      readonly marks: number;
      /** Ids that it sees otherwise than the grader, with a quote that stands in the answer where one is needed. */
      readonly differs: readonly string[];
      /** Ids whose quote does not stand in the answer: what it says of them is left aside. */
      readonly unfounded: readonly string[];
    }
  /** The gates left nothing to ask about. */
  | { readonly kind: 'not-asked' }
  /** There is none, and why: one plain clause. */
  | { readonly kind: 'none'; readonly why: string };

export interface ConceptOpinion {
  readonly id: string;
  readonly verdict: 'covered' | 'missing' | 'contradicted';
  readonly quote: string | null;
}

export interface MisconceptionOpinion {
  readonly id: string;
  readonly verdict: 'held' | 'absent';
  readonly quote: string | null;
}

/** Why a human should look, for the instructor's queue; each names the point that it is about. */
export function reasonsOf(opinion: SecondOpinion | null): string[] {
  if (opinion?.kind !== 'given') return [];
  return opinion.differs.map((id) => `a second opinion sees ${id} differently`);
}
