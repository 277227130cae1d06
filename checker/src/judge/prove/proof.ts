import type { VerdictKind } from '../verdict.ts';

/** What proving one exercise found. `checker prove --json` prints it. */
export interface Proof {
  readonly exercise: string;
  readonly requirements: number;
  readonly mutants: {
    readonly total: number;
    /** Failed the requirement that they name. */
    readonly killed: number;
    /** Failed that, what their `Also:` line lists, and nothing else; null where only those were judged (--quick). */
    readonly precise: number | null;
    /** Were not judged: --right, --draw or --mutant left them out. */
    readonly left: number;
  };
  readonly variants: { readonly total: number; readonly passed: number };
  readonly starter: { readonly passed: readonly string[]; readonly allowed: readonly string[] };
  readonly matrix: readonly MutantRow[];
  readonly holes: readonly Hole[];
  readonly flakes: readonly Flake[];
  /** Requirements that this machine could not judge, with the reason. */
  readonly unjudged: readonly { readonly slug: string; readonly reason: string }[];
  readonly repeats: number;
  readonly seed: number;
  readonly durationMs: number;
}

export interface MutantRow {
  readonly mutant: string;
  readonly idea: string;
  readonly requirement: string;
  readonly killed: boolean;
  /** Every requirement that it failed. */
  readonly failed: readonly string[];
}

export type Hole =
  | {
      readonly kind: 'reference-fails';
      readonly subject: string;
      readonly slug: string;
      readonly saw: string;
    }
  | { readonly kind: 'variant-fails'; readonly subject: string; readonly slug: string; readonly saw: string }
  | {
      readonly kind: 'mutant-survives';
      readonly subject: string;
      readonly slug: string;
      readonly saw: string;
    }
  | {
      readonly kind: 'mutant-imprecise';
      readonly subject: string;
      readonly slug: string;
      readonly saw: string;
    }
  | { readonly kind: 'no-mutant'; readonly subject: string; readonly slug: string; readonly saw: string }
  | { readonly kind: 'starter-passes'; readonly subject: string; readonly slug: string; readonly saw: string }
  | { readonly kind: 'inconclusive'; readonly subject: string; readonly slug: string; readonly saw: string };

/** A verdict that was not the same in every repeat. */
export interface Flake {
  readonly subject: string;
  readonly slug: string;
  readonly verdicts: readonly VerdictKind[];
  readonly seeds: readonly number[];
}
