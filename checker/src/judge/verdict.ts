import type { Isolation } from '../box/box.ts';
import type { Observation } from './observation.ts';

/** The judge's word on one requirement. */
export type Verdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly observation: Observation }
  /** A prerequisite did not pass, so this one was not judged. */
  | { readonly kind: 'blocked'; readonly by: string }
  /** The judge, a service or the machine was at fault; the learner is not charged. */
  | { readonly kind: 'inconclusive'; readonly cause: string; readonly hint: string }
  /** Something that this requirement needs is not on this machine, or the run was stopped before it. */
  | { readonly kind: 'not-run'; readonly reason: string; readonly hint: string };

export type VerdictKind = Verdict['kind'];

export interface RequirementResult {
  readonly slug: string;
  readonly verdict: Verdict;
  readonly durationMs: number;
  /** The seed of this requirement's random choices, derived from the run's. */
  readonly seed: number;
  /** It passed before, and nothing that it depends on has changed since: it was not judged again. */
  readonly reused?: true;
}

/** Everything that one judging of one submission produced; every report is drawn from it. */
export interface JudgeResult {
  readonly exercise: string;
  readonly results: readonly RequirementResult[];
  readonly seed: number;
  readonly startedAt: string;
  readonly durationMs: number;
  /** True when Ctrl-C or a deadline of the whole suite stopped it early. */
  readonly interrupted: boolean;
  /** sha256 over all that the verdict on the own tests depends on; see `ownTestsDigest`. */
  readonly ownTests: string;
  readonly provenance: Provenance;
}

export interface Provenance {
  /** sha256 over the snapshot's paths and bytes. */
  readonly snapshot: string;
  /** sha256 over the exercise's folder. */
  readonly course: string;
  readonly checker: string;
  readonly node: string;
  readonly isolation: Isolation;
  /** What weakens the walls on this machine, in plain sentences; empty when nothing does. */
  readonly weaknesses: readonly string[];
}

/** What the judge says while it works; live progress and watch mode are drawn from it. */
export type JudgeEvent =
  | { readonly kind: 'building' }
  | { readonly kind: 'started'; readonly slug: string }
  | { readonly kind: 'ended'; readonly result: RequirementResult };
