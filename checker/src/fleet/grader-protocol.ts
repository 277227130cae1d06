import type { Isolation } from '../box/box.ts';
import type { ErrorCode } from '../errors.ts';
import type { JudgeResult } from '../judge/verdict.ts';
import type { ServiceAccess, ServiceName } from '../services/access.ts';
import type { Source } from './source.ts';

/** What a grading process needs to know of this call of the checker; plain data. */
export interface GraderSetup {
  /** Whose course is meant. */
  readonly root: string;
  readonly repository: string;
  readonly node: string;
  readonly path: string;
  readonly tmp: string;
  readonly cacheFolder: string;
  readonly isolation: Isolation;
  /** The image of container boxes, where it is not the usual one. */
  readonly boxImage?: string | undefined;
  /** How many judging processes it may have. */
  readonly workers: number;
}

export type ToGrader =
  | { readonly kind: 'setup'; readonly setup: GraderSetup }
  | ({ readonly kind: 'survey'; readonly id: number } & SurveyRequest)
  | ({ readonly kind: 'judge'; readonly id: number } & JudgeRequest)
  | { readonly kind: 'access'; readonly id: number; readonly access: ServiceAccess }
  | { readonly kind: 'stop' };

export type FromGrader =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer }
  /** Servers are started by the checker itself, once for all grading processes. */
  | { readonly kind: 'services'; readonly id: number; readonly names: readonly ServiceName[] };

export type Request =
  | ({ readonly kind: 'survey' } & SurveyRequest)
  | ({ readonly kind: 'judge' } & JudgeRequest);

export interface SurveyRequest {
  readonly source: Source;
  /** Asked for by name; null where the submission says it. */
  readonly exercise: string | null;
}

export interface JudgeRequest {
  readonly source: Source;
  readonly asked: string | null;
  readonly exercise: string;
  /** Random where none is given. */
  readonly seed: number | null;
}

export type Answer =
  | { readonly kind: 'surveyed'; readonly works: readonly Surveyed[] }
  | { readonly kind: 'judged'; readonly result: JudgeResult }
  /** Told on purpose, by a CheckerError. */
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string; readonly hint: string }
  /** A bug of ours. */
  | { readonly kind: 'broken'; readonly stack: string }
  | { readonly kind: 'stopped' };

export interface Surveyed {
  readonly exercise: string;
  /** Relative to what was received; empty for all of it. */
  readonly folder: string;
  /** What a snapshot of it has as its digest, or why there can be none. */
  readonly snapshot:
    | { readonly kind: 'taken'; readonly digest: string }
    | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string };
}
