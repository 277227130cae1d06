/** The seam as the exercise's page describes it; the driver meets the learner's module through it. */
export interface Seam {
  wrap(error: unknown, message: string): unknown;
  findCause(error: unknown, matcher: unknown): unknown;
  rootCause(error: unknown): unknown;
  classify(error: unknown): unknown;
}
