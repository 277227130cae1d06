import type { Problem } from '../course/problem.ts';
import type { Example, Rubric } from './rubric/rubric-schema.ts';

/** A written question of the course with what is needed to mark answers to it. */
export interface Question {
  readonly slug: string;
  readonly week: number;
  /** Absolute path of the folder that its files lie in. */
  readonly folder: string;
  readonly rubric: Rubric;
  /** The page that learners see, in Markdown. */
  readonly page: string;
  readonly examples: readonly Example[];
  /** Single sentences to learn from; they measure nothing. */
  readonly practice: readonly PracticeSentence[];
  /** The files' bytes: rubric, models and what is shared by all questions. */
  readonly digest: string;
}

export interface PracticeSentence {
  readonly text: string;
  /** Concepts and misconceptions that it states. */
  readonly says: readonly string[];
  /** Those that it comes near to and does not state. */
  readonly not: readonly string[];
}

export interface Questions {
  readonly questions: readonly Question[];
  readonly problems: readonly Problem[];
}

/** Development may be looked at while patterns are written; test only measures. */
export type Half = 'development' | 'test';
