/** Where wordings and model decide together, in scores of the model. */
export interface Bounds {
  /** A wording counts from this score on: below it the model finds the idea very unlikely. */
  readonly floor: number;
  /** From this score on the model needs no wording. */
  readonly ceiling: number;
}

/**
 * The same for all questions: of a single one there are too few answers to choose them by, and what is best for them is worse
 * for strangers. Of the development half, scored by models that had not seen the answer, one answer in four has the idea at the
 * floor and every second at the ceiling. A misconception that is wrongly found stings: it takes a wording, and a model that agrees.
 */
export const boundsOf = {
  concept: { floor: -0.25, ceiling: 0.45 },
  misconception: { floor: 1, ceiling: Number.POSITIVE_INFINITY },
} as const satisfies Record<string, Bounds>;

/** How near a decision was to the other one: 0 where nothing speaks for that, up to 1 where it is a toss-up. */
export function doubtOf(score: number, wording: boolean, { floor, ceiling }: Bounds): number {
  if (!wording) return Math.max(0, 1 - Math.abs(score - ceiling) / 1.5);
  // A wording and a model that agrees with it are two witnesses; a wording against the model is one against one.
  return Math.max(0, 1 - Math.max(0, score - floor) / 1.5);
}
